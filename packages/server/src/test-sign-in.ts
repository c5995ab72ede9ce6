/** For tests of signing in: an app on a clock that is advanced by hand, and the ways into it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeClock } from '@keyturn/testkit';
import { afterEach, beforeEach, expect } from 'vitest';
import { PUBLIC_URL, TestApp } from './http/test-app.ts';
import { A_PASSWORD, TestBrowser } from './http/test-browser.ts';

/** Who sets the installation up. */
export const ADA = { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD };

/** Call it at the top of a test file: a new installation for each test. */
export function signInBeforeEach(): TestSignIn {
  const test = new TestSignIn();
  beforeEach(async () => {
    test.clock = new FakeClock();
    test.app = await TestApp.open({ clock: test.clock });
  });
  afterEach(() => test.app.close());
  return test;
}

/** The installation, and the browsers of people who sign in to it. */
export class TestSignIn {
  declare clock: FakeClock;
  declare app: TestApp;

  newBrowser(origin = PUBLIC_URL): TestBrowser {
    return new TestBrowser(this.app.http, origin);
  }

  async newLink(email?: string): Promise<string> {
    const body = email === undefined ? {} : { email };
    const made = await this.app.call('POST', '/v1/login-links', { body });
    expect(made.status).toBe(201);
    return made.body.url;
  }

  /** The operator's browser, signed in by link and set up as Ada. */
  async adasBrowser(): Promise<TestBrowser> {
    const browser = this.newBrowser();
    await browser.openLink(await this.newLink());
    expect((await browser.call('POST', '/setup', ADA)).status).toBe(200);
    return browser;
  }

  /** Everything that the database has on disk, its log included. */
  databaseBytes(): Buffer {
    const { folder } = this.app.engine;
    return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
  }
}
