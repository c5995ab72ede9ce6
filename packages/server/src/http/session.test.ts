import { FRESH_MS, INVITATION_MS, LOGIN_LINK_MS, PASSWORD_CHARACTERS_MIN } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { ADA, signInBeforeEach } from '../test-sign-in.ts';
import { A_PASSWORD, tokenOf } from './test-browser.ts';

const test = signInBeforeEach();

describe('a sign-in link', () => {
  it('signs the operator in, who has yet to say who they are', async () => {
    const browser = test.newBrowser();
    expect((await browser.call('GET', '/session')).body).toEqual({
      user: null,
      is_operator: false,
      setup_required: true,
      memberships: [],
      fresh_until: null,
      mode: 'serve',
      version: '0.1.0',
    });
    const link = await test.newLink();
    expect(link).toMatch(/^https:\/\/keyturn\.example\/start#[A-Za-z0-9_-]{43}$/);
    const opened = await browser.openLink(link);
    expect(opened.status).toBe(200);
    expect(opened.body).toEqual({
      user: null,
      is_operator: true,
      setup_required: true,
      memberships: [],
      fresh_until: new Date(test.clock.wall() + FRESH_MS).toISOString(),
      mode: 'serve',
      version: '0.1.0',
    });
    expect((await browser.call('GET', '/session')).body).toEqual(opened.body);
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(200);
  });

  it('works once, whoever comes second', async () => {
    const link = await test.newLink();
    const [first, second] = [test.newBrowser(), test.newBrowser()];
    const answers = await Promise.all([first.openLink(link), second.openLink(link)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
    const third = await test.newBrowser().openLink(link);
    expect([third.status, third.body.code]).toEqual([410, 'link_used_or_expired']);
  });

  it('works for ten minutes', async () => {
    const [early, late] = [await test.newLink(), await test.newLink()];
    test.clock.advance(LOGIN_LINK_MS - 1);
    expect((await test.newBrowser().openLink(early)).status).toBe(200);
    test.clock.advance(1);
    const browser = test.newBrowser();
    expect((await browser.openLink(late)).status).toBe(410);
    expect(browser.cookie).toBeUndefined();
  });

  it('is stored as its hash alone, and made by who may do everything', async () => {
    const link = await test.newLink();
    const dump = test.databaseBytes();
    expect(dump.includes(tokenOf(link))).toBe(false);
    await test.app.addAccount('acme');
    for (const account of ['acme', null]) {
      const key = await test.app.addApiKey(account, ['accounts:write', 'secrets:read']);
      const refused = await test.app.call('POST', '/v1/login-links', { as: key, body: {} });
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
  });

  it('signs the person in whose email it was made for', async () => {
    await test.adasBrowser();
    await test.app.addAccount('acme');
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    await test.app.call('POST', '/v1/accounts/acme/members', { body: bob });
    const opened = await test.newBrowser().openLink(await test.newLink('Bob@Example.com '));
    expect(opened.body.user).toMatchObject({ name: 'Bob', email: 'bob@example.com', has_password: false });
    const nobody = await test.app.call('POST', '/v1/login-links', { body: { email: 'eve@example.com' } });
    expect([nobody.status, nobody.body.what]).toEqual([404, 'user']);
  });
});

describe('setting up', () => {
  it('gives the operator name, email and password, once', async () => {
    const browser = test.newBrowser();
    expect((await browser.call('POST', '/setup', ADA)).status).toBe(401);
    await browser.openLink(await test.newLink());
    const done = await browser.call('POST', '/setup', { ...ADA, email: ' Ada@Example.com' });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      user: { name: 'Ada', email: 'ada@example.com', has_password: true },
      is_operator: true,
      setup_required: false,
    });
    const again = await browser.call('POST', '/setup', { ...ADA, email: 'eve@example.com' });
    expect([again.status, again.body.code]).toEqual([409, 'set_up_before']);
    expect((await test.newBrowser().call('GET', '/session')).body.setup_required).toBe(false);
    expect((await test.newBrowser().signIn('ADA@example.com')).body.user).toMatchObject({ name: 'Ada' });
  });

  it('names each fault of what was typed, and repeats no password', async () => {
    const browser = test.newBrowser();
    await browser.openLink(await test.newLink());
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
    const operator = await test.adasBrowser();
    await test.app.addAccount('acme');
    const added = await operator.call('POST', '/v1/accounts/acme/members', {
      email: 'bob@example.com',
      name: 'Bob',
      role: 'owner',
    });
    const bob = test.newBrowser();
    await bob.openLink(added.body.login_link.url);
    expect((await bob.call('POST', '/setup', { ...ADA, email: 'x@example.com' })).status).toBe(409);
  });
});

describe('a password', () => {
  it('signs in, and a wrong one, an unknown email and an unchosen password look the same', async () => {
    await test.adasBrowser();
    await test.app.addAccount('acme');
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    await test.app.call('POST', '/v1/accounts/acme/members', { body: bob });
    const refusals = [
      await test.newBrowser().signIn('ada@example.com', 'wrong horse battery staple'),
      await test.newBrowser().signIn('nobody@example.com'),
      await test.newBrowser().signIn('bob@example.com'),
      await test.newBrowser().signIn('bob@example.com', ''),
    ];
    for (const { status, body } of refusals) {
      expect([status, body.code, body.detail]).toEqual([
        401,
        'invalid_credentials',
        'Email or password is wrong.',
      ]);
    }
    const browser = test.newBrowser();
    expect((await browser.signIn('ada@example.com')).status).toBe(200);
    expect((await browser.call('GET', '/session')).body).toMatchObject({
      user: { name: 'Ada' },
      is_operator: true,
    });
  });

  it('is in no row and no log line; neither are the tokens of links and cookies', async () => {
    const link = await test.newLink();
    const browser = test.newBrowser();
    await browser.openLink(link);
    await browser.call('POST', '/setup', ADA);
    await browser.signIn('ada@example.com', 'a wrong password that was typed');
    await browser.openLink(link);
    const [, token = ''] = browser.cookie?.split('=') ?? [];
    const [sessionToken = ''] = decodeURIComponent(token).split('.');
    expect(sessionToken).toHaveLength(32);
    const planted = [A_PASSWORD, 'a wrong password that was typed', tokenOf(link), sessionToken];
    const places = [test.databaseBytes(), Buffer.from(JSON.stringify(test.app.log))];
    for (const text of planted) {
      for (const place of places) {
        expect(place.includes(text)).toBe(false);
        expect(place.includes(Buffer.from(text).toString('base64').replaceAll('=', ''))).toBe(false);
        expect(place.includes(Buffer.from(text).toString('hex'))).toBe(false);
      }
    }
    // What was looked for is where it should be, in the form that it should have.
    expect(test.app.log.some(({ message }) => message === 'sign-in refused')).toBe(true);
    expect(places[0]?.includes('ada@example.com')).toBe(true);
  });

  it('can be changed by who proved lately who they are, and ends all other sessions', async () => {
    const browser = await test.adasBrowser();
    const other = test.newBrowser();
    await other.signIn('ada@example.com');
    const password = 'another horse battery staple';
    test.clock.advance(FRESH_MS);
    const stale = await browser.call('PUT', '/session/password', { password });
    expect([stale.status, stale.body.code]).toEqual([403, 'reauthentication_required']);
    await browser.call('POST', '/session/reauthenticate', { password: A_PASSWORD });
    expect((await browser.call('PUT', '/session/password', { password })).status).toBe(200);
    expect((await other.call('GET', '/session')).body.user).toBeNull();
    expect((await browser.call('GET', '/session')).body.user).toMatchObject({ name: 'Ada' });
    expect((await test.newBrowser().signIn('ada@example.com')).status).toBe(401);
    expect((await test.newBrowser().signIn('ada@example.com', password)).status).toBe(200);
  });

  it('can be chosen by a new member who came by link', async () => {
    await test.adasBrowser();
    await test.app.addAccount('acme');
    const bob = { email: 'bob@example.com', name: 'Bob', role: 'viewer' };
    const added = await test.app.call('POST', '/v1/accounts/acme/members', { body: bob });
    test.clock.advance(INVITATION_MS - 1);
    const browser = test.newBrowser();
    await browser.openLink(added.body.login_link.url);
    await browser.call('PUT', '/session/password', { password: A_PASSWORD });
    const signedIn = await test.newBrowser().signIn('bob@example.com');
    expect(signedIn.body.memberships).toEqual([
      { account_id: 'acme', account_name: 'Account acme', role: 'viewer' },
    ]);
  });
});
