import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FRESH_MS, INVITATION_MS, LOGIN_LINK_MS, PASSWORD_CHARACTERS_MIN, SESSION_MS } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import { FakeClock } from '@keyturn/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PUBLIC_URL, TestApp } from './test-app.ts';
import { A_PASSWORD, TestBrowser, tokenOf } from './test-browser.ts';

let clock: FakeClock;
let app: TestApp;
beforeEach(async () => {
  clock = new FakeClock();
  app = await TestApp.open({ clock });
});
afterEach(() => app.close());

const ADA = { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD };

function newBrowser(origin = PUBLIC_URL): TestBrowser {
  return new TestBrowser(app.http, origin);
}

async function newLink(email?: string): Promise<string> {
  const made = await app.call('POST', '/v1/login-links', { body: email === undefined ? {} : { email } });
  expect(made.status).toBe(201);
  return made.body.url;
}

/** The operator's browser, signed in by link and set up as Ada. */
async function adasBrowser(): Promise<TestBrowser> {
  const browser = newBrowser();
  await browser.openLink(await newLink());
  expect((await browser.call('POST', '/setup', ADA)).status).toBe(200);
  return browser;
}

/** Everything that the database has on disk, its log included. */
function databaseBytes(): Buffer {
  const { folder } = app.engine;
  return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
}

describe('a sign-in link', () => {
  it('signs the operator in, who has yet to say who they are', async () => {
    const browser = newBrowser();
    expect((await browser.call('GET', '/session')).body).toEqual({
      user: null,
      is_operator: false,
      setup_required: true,
      memberships: [],
      fresh_until: null,
      mode: 'serve',
      version: '0.1.0',
    });
    const link = await newLink();
    expect(link).toMatch(/^https:\/\/keyturn\.example\/start#[A-Za-z0-9_-]{43}$/);
    const opened = await browser.openLink(link);
    expect(opened.status).toBe(200);
    expect(opened.body).toEqual({
      user: null,
      is_operator: true,
      setup_required: true,
      memberships: [],
      fresh_until: new Date(clock.wall() + FRESH_MS).toISOString(),
      mode: 'serve',
      version: '0.1.0',
    });
    expect((await browser.call('GET', '/session')).body).toEqual(opened.body);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
  });

  it('works once, whoever comes second', async () => {
    const link = await newLink();
    const [first, second] = [newBrowser(), newBrowser()];
    const answers = await Promise.all([first.openLink(link), second.openLink(link)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const third = await newBrowser().openLink(link);
    expect([third.status, third.body.code]).toEqual([410, 'link_used_or_expired']);
  });

  it('works for ten minutes', async () => {
    const [early, late] = [await newLink(), await newLink()];
    clock.advance(LOGIN_LINK_MS - 1);
    expect((await newBrowser().openLink(early)).status).toBe(200);
    clock.advance(1);
    const browser = newBrowser();
    expect((await browser.openLink(late)).status).toBe(410);
    expect(browser.cookie).toBeUndefined();
  });

  it('is stored as its hash alone, and made by who may do everything', async () => {
    const link = await newLink();
    const dump = databaseBytes();
    expect(dump.includes(tokenOf(link))).toBe(false);
    await app.addAccount('acme');
    for (const account of ['acme', null]) {
      const key = await app.addApiKey(account, ['accounts:write', 'secrets:read']);
      const refused = await app.call('POST', '/v1/login-links', { as: key, body: {} });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
  });

  it('signs the person in whose email it was made for', async () => {
    await adasBrowser();
    await app.addAccount('acme');
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    await app.call('POST', '/v1/accounts/acme/members', { body: bob });
    const opened = await newBrowser().openLink(await newLink('Bob@Example.com '));
    expect(opened.body.user).toMatchObject({ name: 'Bob', email: 'bob@example.com', has_password: false });
    const nobody = await app.call('POST', '/v1/login-links', { body: { email: 'eve@example.com' } });
    expect([nobody.status, nobody.body.what]).toEqual([404, 'user']);
  });
});

describe('setting up', () => {
  it('gives the operator name, email and password, once', async () => {
    const browser = newBrowser();
    expect((await browser.call('POST', '/setup', ADA)).status).toBe(401);
    await browser.openLink(await newLink());
    const done = await browser.call('POST', '/setup', { ...ADA, email: ' Ada@Example.com' });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      user: { name: 'Ada', email: 'ada@example.com', has_password: true },
      is_operator: true,
      setup_required: false,
    });
    const again = await browser.call('POST', '/setup', { ...ADA, email: 'eve@example.com' });
    expect([again.status, again.body.code]).toEqual([409, 'set_up_before']);
    expect((await newBrowser().call('GET', '/session')).body.setup_required).toBe(false);
    expect((await newBrowser().signIn('ADA@example.com')).body.user).toMatchObject({ name: 'Ada' });
  });

  it('names each fault of what was typed, and repeats no password', async () => {
    const browser = newBrowser();
    await browser.openLink(await newLink());
    const short = 'x'.repeat(PASSWORD_CHARACTERS_MIN - 1);
    const refused = await browser.call('POST', '/setup', { name: ' ', email: 'ada', password: short });
    expect(refused.status).toBe(400);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/name',
      '/email',
      '/password',
    ]);
    expect(refused.text).not.toContain(short);
    const long = await browser.call('POST', '/setup', { ...ADA, password: 'x'.repeat(129) });
    expect(long.body.errors).toMatchObject([{ pointer: '/password', code: 'too_long' }]);
  });

  it('is nothing for a member', async () => {
    const operator = await adasBrowser();
    await app.addAccount('acme');
    const added = await operator.call('POST', '/v1/accounts/acme/members', {
      email: 'bob@example.com',
      name: 'Bob',
      role: 'owner',
    });
    const bob = newBrowser();
    await bob.openLink(added.body.login_link.url);
    expect((await bob.call('POST', '/setup', { ...ADA, email: 'x@example.com' })).status).toBe(409);
  });
});

describe('a password', () => {
  it('signs in, and a wrong one, an unknown email and an unchosen password look the same', async () => {
    await adasBrowser();
    await app.addAccount('acme');
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    await app.call('POST', '/v1/accounts/acme/members', { body: bob });
    const refusals = [
      await newBrowser().signIn('ada@example.com', 'wrong horse battery staple'),
      await newBrowser().signIn('nobody@example.com'),
      await newBrowser().signIn('bob@example.com'),
      await newBrowser().signIn('bob@example.com', ''),
    ];
    for (const { status, body } of refusals) {
      expect([status, body.code, body.detail]).toEqual([
        401,
        'invalid_credentials',
        'Email or password is wrong.',
      ]);
    }
    const browser = newBrowser();
    expect((await browser.signIn('ada@example.com')).status).toBe(200);
    expect((await browser.call('GET', '/session')).body).toMatchObject({
      user: { name: 'Ada' },
      is_operator: true,
    });
  });

  it('is in no row and no log line; neither are the tokens of links and cookies', async () => {
    const link = await newLink();
    const browser = newBrowser();
    await browser.openLink(link);
    await browser.call('POST', '/setup', ADA);
    await browser.signIn('ada@example.com', 'a wrong password that was typed');
    await browser.openLink(link);
    const [, token = ''] = browser.cookie?.split('=') ?? [];
    const [sessionToken = ''] = decodeURIComponent(token).split('.');
    expect(sessionToken).toHaveLength(32);
    const planted = [A_PASSWORD, 'a wrong password that was typed', tokenOf(link), sessionToken];
    const places = [databaseBytes(), Buffer.from(JSON.stringify(app.log))];
    for (const text of planted) {
      for (const place of places) {
        expect(place.includes(text)).toBe(false);
        expect(place.includes(Buffer.from(text).toString('base64').replaceAll('=', ''))).toBe(false);
        expect(place.includes(Buffer.from(text).toString('hex'))).toBe(false);
      }
    }
    // What was looked for is where it should be, in the form that it should have.
    expect(app.log.some(({ message }) => message === 'sign-in refused')).toBe(true);
    expect(places[0]?.includes('ada@example.com')).toBe(true);
  });

  it('can be changed by who proved lately who they are, and ends all other sessions', async () => {
    const browser = await adasBrowser();
    const other = newBrowser();
    await other.signIn('ada@example.com');
    const password = 'another horse battery staple';
    clock.advance(FRESH_MS);
    const stale = await browser.call('PUT', '/session/password', { password });
    expect([stale.status, stale.body.code]).toEqual([403, 'reauthentication_required']);
    await browser.call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    expect((await browser.call('PUT', '/session/password', { password })).status).toBe(200);
    expect((await other.call('GET', '/session')).body.user).toBeNull();
    expect((await browser.call('GET', '/session')).body.user).toMatchObject({ name: 'Ada' });
    expect((await newBrowser().signIn('ada@example.com')).status).toBe(401);
    expect((await newBrowser().signIn('ada@example.com', password)).status).toBe(200);
  });

  it('can be chosen by a new member who came by link', async () => {
    await adasBrowser();
    await app.addAccount('acme');
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    const added = await app.call('POST', '/v1/accounts/acme/members', { body: bob });
    clock.advance(INVITATION_MS - 1);
    const browser = newBrowser();
    await browser.openLink(added.body.login_link.url);
    await browser.call('PUT', '/session/password', { password: A_PASSWORD });
    const signedIn = await newBrowser().signIn('bob@example.com');
    expect(signedIn.body.memberships).toEqual([
      { account_id: 'acme', account_name: 'Account acme', role: 'viewer' },
    ]);
  });
});

describe('a session', () => {
  it('is a new one at each sign-in, and the one before is worth nothing', async () => {
    const browser = await adasBrowser();
    const before = browser.cookie;
    await browser.signIn('ada@example.com');
    expect(browser.cookie).not.toBe(before);
    const thief = newBrowser();
    thief.cookie = before;
    expect((await thief.call('GET', '/session')).body.user).toBeNull();
    expect((await thief.call('GET', '/v1/accounts')).status).toBe(401);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
  });

  it('ends at sign-out, for every copy of its cookie', async () => {
    const browser = await adasBrowser();
    const copy = newBrowser();
    copy.cookie = browser.cookie;
    expect((await copy.call('GET', '/v1/accounts')).status).toBe(200);
    const out = await browser.call('DELETE', '/session');
    expect(out.status).toBe(204);
    expect(browser.setCookie).toBe('__Host-keyturn=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax');
    const refused = await copy.call('GET', '/v1/accounts');
    expect([refused.status, refused.body.code]).toEqual([401, 'unauthenticated']);
    expect((await copy.call('GET', '/session')).body.user).toBeNull();
    expect((await browser.call('DELETE', '/session')).status).toBe(204);
  });

  it('ends a week after sign-in', async () => {
    const browser = await adasBrowser();
    clock.advance(SESSION_MS - 1);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
    clock.advance(1);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(401);
  });

  it('opens nothing with a forged or altered cookie', async () => {
    const browser = await adasBrowser();
    const [name, value = ''] = browser.cookie?.split('=') ?? [];
    const [token = '', signature = ''] = decodeURIComponent(value).split('.');
    const forged = [
      token,
      `${token}.`,
      `${token}.${Buffer.alloc(32).toString('base64')}`,
      `${token.slice(1)}a.${signature}`,
      `.${signature}`,
      '',
    ];
    for (const one of forged) {
      browser.cookie = `${name}=${encodeURIComponent(one)}`;
      expect((await browser.call('GET', '/v1/accounts')).status).toBe(401);
      expect((await browser.call('GET', '/session')).body.user).toBeNull();
    }
  });

  it('is a cookie that scripts, other hosts and plain connections do not see', async () => {
    const browser = await adasBrowser();
    expect(browser.setCookie).toMatch(
      /^__Host-keyturn=[A-Za-z0-9%.]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('is refused, not forgotten, while the database is gone', async () => {
    const browser = await adasBrowser();
    const { sessions } = app.engine.store;
    const { find } = sessions;
    Object.assign(sessions, { find: () => Promise.reject(new StoreError('unavailable', 'gone')) });
    for (const [method, url] of [
      ['GET', '/session'],
      ['DELETE', '/session'],
      ['GET', '/v1/accounts'],
    ] as const) {
      const refused = await browser.call(method, url);
      expect([refused.status, refused.body.code]).toEqual([503, 'store_unavailable']);
    }
    Object.assign(sessions, { find });
    expect((await browser.call('GET', '/session')).body.user).toMatchObject({ name: 'Ada' });
  });
});

describe('proving again who one is', () => {
  it('is asked for after five minutes by acts on secrets and by what gives rights', async () => {
    const browser = await adasBrowser();
    await app.addAccount('acme');
    const secrets = '/v1/accounts/acme/secrets';
    expect((await browser.call('POST', secrets, { name: 'first' })).status).toBe(201);
    const second = await browser.call('POST', secrets, { name: 'second' });
    clock.advance(FRESH_MS);
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    const key = { name: 'k', account_id: 'acme', permissions: ['events:read'] };
    const acts = [
      ['POST', secrets, { name: 'third' }],
      ['POST', `${secrets}/${second.body.id}/activate`, {}],
      ['POST', '/v1/api-keys', key],
      ['POST', '/v1/accounts/acme/members', bob],
      ['PATCH', '/v1/accounts/acme/members/usr_0', { role: 'owner' }],
      ['POST', '/v1/login-links', {}],
    ] as const;
    for (const [method, url, body] of acts) {
      const refused = await browser.call(method, url, body);
      expect([url, refused.status, refused.body.code]).toEqual([url, 403, 'reauthentication_required']);
    }
    expect((await browser.call('GET', secrets)).body.data).toHaveLength(2);
    const wrong = await browser.call('POST', '/session/reauthenticate', { password: 'wrong' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await browser.call('POST', secrets, { name: 'third' })).status).toBe(403);
    const proved = await browser.call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    expect(proved.status).toBe(200);
    expect(proved.body).toEqual({ fresh_until: new Date(clock.wall() + FRESH_MS).toISOString() });
    expect((await browser.call('POST', `${secrets}/${second.body.id}/activate`, {})).status).toBe(200);
    expect((await browser.call('POST', '/v1/api-keys', key)).status).toBe(201);
  });

  it('is no matter of bearer keys', async () => {
    await app.addAccount('acme');
    clock.advance(FRESH_MS * 100);
    const made = await app.call('POST', '/v1/accounts/acme/secrets', { body: { name: 'first' } });
    expect(made.status).toBe(201);
  });

  it('cannot be done by who is not signed in', async () => {
    await adasBrowser();
    const answer = await newBrowser().call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });
});

describe('what a person did', () => {
  it('is in the audit log under their name', async () => {
    const browser = await adasBrowser();
    await app.addAccount('acme');
    await browser.call('POST', '/v1/accounts/acme/secrets', { name: 'first' });
    const { body } = await browser.call('GET', '/v1/accounts/acme/audit');
    expect(body.data[0]).toMatchObject({
      act: 'secret.created',
      actor: { type: 'user', id: expect.stringMatching(/^usr_/), name: 'Ada' },
    });
    const secrets = await browser.call('GET', '/v1/accounts/acme/secrets');
    expect(secrets.body.data[0].created_by).toMatchObject({ type: 'user', name: 'Ada' });
  });

  it('signing in and out is in the audit log of the installation', async () => {
    const browser = await adasBrowser();
    await browser.signIn('ada@example.com');
    await browser.call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    await browser.call('DELETE', '/session');
    const { rows } = await app.engine.store.audit.list(0 as never, {}, { limit: 20 });
    expect(rows.map(({ act, actor }) => `${act} by ${actor.name}`).reverse()).toEqual([
      'login_link.created by admin key',
      'user.signed_in by Operator',
      'user.set_up by Ada',
      'user.authenticated_again by Ada',
      'user.signed_in by Ada',
      'user.authenticated_again by Ada',
      'user.signed_out by Ada',
    ]);
  });
});
