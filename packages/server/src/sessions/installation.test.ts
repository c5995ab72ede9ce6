/** Signing in to whole installations: both databases, both schemes, restarts, other master keys, the demo. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRESH_MS } from '@keyturn/core';
import { FakeClock, PlantedSecrets } from '@keyturn/testkit';
import { betterAuth } from 'better-auth/minimal';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { A_PASSWORD, TestBrowser, tokenOf } from '../http/test-browser.ts';
import { DATABASES, environmentOn, TestApp, type TestAppWishes } from '../test-app.ts';

const ADA = { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD };

let folder = '';
let open: TestApp[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-sign-in-'));
});
afterEach(async () => {
  for (const test of open) await test.close();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

async function start(wishes: TestAppWishes = {}): Promise<TestApp> {
  const test = await TestApp.open({ folder, ...wishes });
  open.push(test);
  return test;
}

/** A browser on the installation's own page. */
function browserOf({ app }: TestApp, origin = app.publicUrl): TestBrowser {
  return new TestBrowser(app.http, origin);
}

async function signedUp(test: TestApp): Promise<TestBrowser> {
  const browser = browserOf(test);
  const { url } = await test.app.makeLoginLink();
  await browser.openLink(url.reveal());
  expect((await browser.call('POST', '/setup', ADA)).status).toBe(200);
  return browser;
}

describe.each(DATABASES)('on %s', (dialect) => {
  it('a link, a set-up, a password, a proof and a sign-out do what they say', async () => {
    const clock = new FakeClock();
    const test = await start({ clock, env: await environmentOn(dialect) });
    const first = await signedUp(test);
    await test.addAccount('acme');
    const browser = browserOf(test);
    expect((await browser.signIn('ada@example.com', 'a wrong password')).status).toBe(401);
    expect((await browser.signIn('ada@example.com')).body).toMatchObject({
      user: { name: 'Ada' },
      is_operator: true,
      setup_required: false,
    });
    const secrets = '/v1/accounts/acme/secrets';
    expect((await browser.call('POST', secrets, { name: 'first' })).status).toBe(201);
    clock.advance(FRESH_MS);
    const stale = await browser.call('POST', secrets, { name: 'second' });
    expect(stale.body.code).toBe('reauthentication_required');
    await browser.call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    expect((await browser.call('POST', secrets, { name: 'second' })).status).toBe(201);
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    const added = await browser.call('POST', '/v1/accounts/acme/members', bob);
    const bobs = browserOf(test);
    await bobs.openLink(added.body.login_link.url);
    expect((await bobs.call('GET', secrets)).body.data).toHaveLength(2);
    expect((await bobs.call('POST', secrets, { name: 'third' })).status).toBe(403);
    const cookie = browser.cookie;
    await browser.call('DELETE', '/session');
    browser.cookie = cookie;
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(401);
    expect((await first.call('GET', '/v1/accounts')).status).toBe(200);
  });
});

describe('an installation', () => {
  it('keeps its sessions over a restart, and ends them with another sealing master key', async () => {
    const first = await start();
    const browser = await signedUp(first);
    await first.close();
    const second = await start({ env: { KEYTURN_PUBLIC_URL: first.app.publicUrl } });
    const same = browserOf(second);
    same.cookie = browser.cookie;
    expect((await same.call('GET', '/session')).body.user).toMatchObject({ name: 'Ada' });
    await second.close();

    const path = join(folder, 'master-keys');
    const lines = readFileSync(path, 'utf8').trim().split('\n');
    const former = lines.at(-1) ?? '';
    writeFileSync(path, `mk-new:${Buffer.alloc(32, 7).toString('base64')}\n${former}\n`);
    const third = await start({ env: { KEYTURN_PUBLIC_URL: first.app.publicUrl } });
    const forgotten = browserOf(third);
    forgotten.cookie = browser.cookie;
    expect((await forgotten.call('GET', '/session')).body.user).toBeNull();
    expect((await forgotten.signIn('ada@example.com')).status).toBe(200);
  });

  it('without https has a cookie without a prefix, and answers at localhost and 127.0.0.1', async () => {
    const test = await start();
    const { port } = new URL(test.app.publicUrl);
    const { url } = await test.app.makeLoginLink();
    expect(url.reveal()).toMatch(new RegExp(`^http://localhost:${port}/start#[A-Za-z0-9_-]{43}$`));
    const browser = browserOf(test, `http://127.0.0.1:${port}`);
    expect((await browser.openLink(url.reveal())).status).toBe(200);
    expect(browser.setCookie).toMatch(
      /^keyturn=[A-Za-z0-9%.]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
    const other = { origin: `http://localhost:${Number(port) + 1}` };
    expect((await browser.call('DELETE', '/session', undefined, other)).status).toBe(403);
    await browser.call('DELETE', '/session');
    expect(browser.setCookie).toBe('keyturn=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax');
  });

  it('of one name knows nothing of the cookie of another', async () => {
    const https = await start({ env: { KEYTURN_PUBLIC_URL: 'https://keyturn.example' } });
    const browser = await signedUp(https);
    expect(browser.setCookie).toMatch(/^__Host-keyturn=.+; Secure; SameSite=Lax$/);
    browser.cookie = browser.cookie?.replace('__Host-', '');
    expect((await browser.call('GET', '/v1/accounts')).body).toMatchObject({
      code: 'unauthenticated',
      detail: expect.stringContaining('Authorization: Bearer'),
    });
  });

  it('writes no password and no token into its log or its files', async () => {
    const test = await start();
    const secrets = new PlantedSecrets();
    const { url } = await test.app.makeLoginLink();
    secrets.plant('link', tokenOf(url.reveal()));
    secrets.plant('password', A_PASSWORD);
    secrets.plant('wrong password', 'a wrong password');
    const browser = browserOf(test);
    await browser.openLink(url.reveal());
    await browser.call('POST', '/setup', ADA);
    await browser.openLink(url.reveal());
    await browser.signIn('ada@example.com', 'a wrong password');
    await browser.call('POST', '/session', `{"email": "ada@example.com", "password": "${A_PASSWORD}", `);
    const value = decodeURIComponent(browser.cookie?.split('=')[1] ?? '');
    secrets.plant('session token', value.split('.')[0] ?? '');
    secrets.plant('cookie', value);
    await browser.call('GET', '/v1/accounts/nobody');
    secrets.assertAbsent('the log', test.lines.join(''));
    expect(test.lines.join('')).toContain('sign-in refused');
    for (const name of readdirSync(folder)) secrets.assertAbsent(name, readFileSync(join(folder, name)));
  });

  it('reaches no route of the library that checks its passwords', async () => {
    const test = await start();
    const browser = await signedUp(test);
    const paths = Object.values(
      betterAuth({ secret: 'x'.repeat(40), emailAndPassword: { enabled: true } }).api,
    )
      .map((endpoint) => (endpoint as { readonly path?: string }).path)
      .filter((path) => path !== undefined)
      .map((path) => path.replace(/:\w+/g, 'x'));
    expect(paths).toContain('/sign-up/email');
    expect(paths.length).toBeGreaterThan(20);
    const more = ['/api-key/create', '/api-key/verify', '/api-key/list', '/admin/create-user'];
    for (const path of [...paths, ...more]) {
      for (const base of ['', '/api/auth', '/session', '/v1', '/v1/auth']) {
        for (const method of ['GET', 'POST']) {
          const body =
            method === 'POST' ? { email: 'eve@example.com', password: A_PASSWORD, name: 'Eve' } : undefined;
          const answer = await browser.call(method, `${base}${path}`, body);
          expect([base, path, answer.status]).toEqual([base, path, 404]);
        }
      }
    }
    expect((await browserOf(test).signIn('eve@example.com')).status).toBe(401);
  });
});

describe('the demo', () => {
  it('signs somebody in by link, without a set-up, and never asks again who that is', async () => {
    const clock = new FakeClock();
    const test = await start({ clock, mode: 'demo' });
    expect((await browserOf(test).call('GET', '/session')).body).toMatchObject({
      user: null,
      setup_required: false,
      mode: 'demo',
    });
    const browser = browserOf(test);
    const { url } = await test.app.makeLoginLink();
    const opened = await browser.openLink(url.reveal());
    expect(opened.body).toMatchObject({
      user: { name: 'Demo', email: 'demo@localhost', has_password: false },
      is_operator: true,
      setup_required: false,
      mode: 'demo',
    });
    await test.addAccount('acme');
    clock.advance(24 * 3600_000);
    const made = await browser.call('POST', '/v1/accounts/acme/secrets', { name: 'first' });
    expect(made.status).toBe(201);
    expect((await browser.call('POST', '/setup', ADA)).body.code).toBe('set_up_before');
    const again = await test.app.makeLoginLink();
    const reopened = await browserOf(test).openLink(again.url.reveal());
    expect(reopened.body.user.id).toBe(opened.body.user.id);
  });
});
