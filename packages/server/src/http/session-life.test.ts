import { FRESH_MS, SESSION_MS } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { signInBeforeEach } from '../test-sign-in.ts';
import { A_PASSWORD } from './test-browser.ts';

const test = signInBeforeEach();

describe('a session', () => {
  it('is a new one at each sign-in, and the one before is worth nothing', async () => {
    const browser = await test.adasBrowser();
    const before = browser.cookie;
    await browser.signIn('ada@example.com');
    expect(browser.cookie).not.toBe(before);
    const thief = test.newBrowser();
    thief.cookie = before;
    expect((await thief.call('GET', '/session')).body.user).toBeNull();
    expect((await thief.call('GET', '/v1/accounts')).status).toBe(401);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
  });

  it('ends at sign-out, for every copy of its cookie', async () => {
    const browser = await test.adasBrowser();
    const copy = test.newBrowser();
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
    const browser = await test.adasBrowser();
    test.clock.advance(SESSION_MS - 1);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
    test.clock.advance(1);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(401);
  });

  it('opens nothing with a forged or altered cookie', async () => {
    const browser = await test.adasBrowser();
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
    const browser = await test.adasBrowser();
    expect(browser.setCookie).toMatch(
      /^__Host-keyturn=[A-Za-z0-9%.]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it('is refused, not forgotten, while the database is gone', async () => {
    const browser = await test.adasBrowser();
    const { sessions } = test.app.engine.store;
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
    const browser = await test.adasBrowser();
    await test.app.addAccount('acme');
    const secrets = '/v1/accounts/acme/secrets';
    expect((await browser.call('POST', secrets, { name: 'first' })).status).toBe(201);
    const second = await browser.call('POST', secrets, { name: 'second' });
    test.clock.advance(FRESH_MS);
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
    expect(proved.body).toEqual({ fresh_until: new Date(test.clock.wall() + FRESH_MS).toISOString() });
    expect((await browser.call('POST', `${secrets}/${second.body.id}/activate`, {})).status).toBe(200);
    expect((await browser.call('POST', '/v1/api-keys', key)).status).toBe(201);
  });

  it('is no matter of bearer keys', async () => {
    await test.app.addAccount('acme');
    test.clock.advance(FRESH_MS * 100);
    const made = await test.app.call('POST', '/v1/accounts/acme/secrets', { body: { name: 'first' } });
    expect(made.status).toBe(201);
  });

  it('cannot be done by who is not signed in', async () => {
    await test.adasBrowser();
    const answer = await test.newBrowser().call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });
});

describe('what a person did', () => {
  it('is in the audit log under their name', async () => {
    const browser = await test.adasBrowser();
    await test.app.addAccount('acme');
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
    const browser = await test.adasBrowser();
    await browser.signIn('ada@example.com');
    await browser.call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    await browser.call('DELETE', '/session');
    const { rows } = await test.app.engine.store.audit.list(0 as never, {}, { limit: 20 });
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
