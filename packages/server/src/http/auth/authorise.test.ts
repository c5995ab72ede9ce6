import { type EpochMs, WRONG_KEYS_PER_ADDRESS_MAX } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from '../test-app.ts';

let app: TestApp;
const clock = new FakeClock(Date.now() as EpochMs);
beforeAll(async () => {
  app = await TestApp.open({ clock });
  await app.addAccount('acme');
  await app.addAccount('other');
});
afterAll(() => app.close());

describe('a bearer key', () => {
  it.each([
    ['no header', undefined, false],
    ['an empty header', '', false],
    ['Basic credentials', 'Basic YTpi', false],
    ['no key after the word', 'Bearer ', false],
    ['two keys', 'Bearer a b', false],
    ['a key of 600 characters', `Bearer ${'x'.repeat(600)}`, false],
    ['a wrong key', 'Bearer wrong', true],
    ['an admin key cut short', `Bearer ${ADMIN_KEY.slice(0, -1)}`, true],
    [
      'an API key with a typing error',
      'Bearer kt_0123456789ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEFGHJKMNPQRS',
      true,
    ],
  ])('is missing or wrong: %s', async (_, authorization, isToken) => {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await app.call('GET', '/v1/accounts', { as: null, headers });
    expect(answer.body).toMatchObject({ code: 'unauthenticated', status: 401 });
    const challenge = String(answer.headers['www-authenticate']);
    expect(challenge).toMatch(/^Bearer realm="keyturn"/);
    expect(challenge.includes('error="invalid_token"')).toBe(isToken);
  });

  it('is read whatever the capitals of the scheme', async () => {
    for (const authorization of [`bearer ${ADMIN_KEY}`, `BEARER  ${ADMIN_KEY}`]) {
      const answer = await app.call('GET', '/v1/accounts', { as: null, headers: { authorization } });
      expect(answer.status).toBe(200);
    }
  });

  it('is not read from the URL', async () => {
    const answer = await app.call('GET', `/v1/accounts?access_token=${ADMIN_KEY}`, { as: null });
    expect(answer.status).toBe(401);
    expect(answer.text).not.toContain(ADMIN_KEY);
  });

  it('opens nothing from the answer of its revocation on', async () => {
    const made = await app.call('POST', '/v1/api-keys', {
      body: { name: 'short-lived', account_id: 'acme', permissions: ['events:read'] },
    });
    const as = made.body.api_key;
    expect((await app.call('GET', '/v1/accounts/acme/events', { as })).status).toBe(200);
    expect((await app.call('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(204);
    expect((await app.call('GET', '/v1/accounts/acme/events', { as })).status).toBe(401);
    expect((await app.call('DELETE', `/v1/api-keys/${made.body.id}`)).status).toBe(204);
  });

  it('opens nothing when its time is over, or its account deleted', async () => {
    const expiresAt = new Date(clock.wall() + 60_000).toISOString();
    const made = await app.call('POST', '/v1/api-keys', {
      body: { name: 'a minute', account_id: 'acme', permissions: ['events:read'], expires_at: expiresAt },
    });
    expect(made.body.expires_at).toBe(expiresAt);
    const as = made.body.api_key;
    expect((await app.call('GET', '/v1/accounts/acme/events', { as })).status).toBe(200);
    clock.advance(60_000);
    expect((await app.call('GET', '/v1/accounts/acme/events', { as })).status).toBe(401);

    await app.addAccount('leaving');
    const leaving = await app.addApiKey('leaving', ['events:read']);
    expect((await app.call('GET', '/v1/accounts/leaving/events', { as: leaving })).status).toBe(200);
    expect((await app.call('DELETE', '/v1/accounts/leaving')).status).toBe(204);
    expect((await app.call('GET', '/v1/accounts/leaving/events', { as: leaving })).status).toBe(401);
  });

  it('is refused before the body is read', async () => {
    const answer = await app.call('POST', '/v1/accounts', { as: 'wrong', body: 'no json' });
    expect(answer.status).toBe(401);
  });
});

describe('an API key bound to one account', () => {
  it('sees its account alone in the list of accounts', async () => {
    const as = await app.addApiKey('acme', ['events:read']);
    const { body } = await app.call('GET', '/v1/accounts', { as });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual(['acme']);
    expect(body.next_cursor).toBeNull();
  });

  it('sees and revokes the API keys of its account alone', async () => {
    const as = await app.addApiKey('acme', ['api-keys:write']);
    const made = await app.call('POST', '/v1/api-keys', {
      body: { name: 'of other', account_id: 'other', permissions: ['events:read'] },
    });
    const { body } = await app.call('GET', '/v1/api-keys', { as });
    expect(new Set(body.data.map((key: { account_id: string }) => key.account_id))).toEqual(
      new Set(['acme']),
    );
    expect((await app.call('GET', '/v1/api-keys?account_id=other', { as })).body.code).toBe('not_found');
    expect((await app.call('DELETE', `/v1/api-keys/${made.body.id}`, { as })).body.code).toBe('not_found');
    const still = await app.call('GET', '/v1/accounts/other/events', { as: made.body.api_key });
    expect(still.status).toBe(200);
  });

  it('makes no key that reaches further or may do more than itself', async () => {
    const as = await app.addApiKey('acme', ['api-keys:write', 'events:read']);
    const make = (account_id: string | null, permissions: readonly string[]) =>
      app.call('POST', '/v1/api-keys', { as, body: { name: 'more', account_id, permissions } });
    expect((await make('acme', ['events:read'])).status).toBe(201);
    expect((await make(null, ['events:read'])).body).toMatchObject({ code: 'forbidden' });
    expect((await make('other', ['events:read'])).body).toMatchObject({ code: 'not_found', what: 'account' });
    expect((await make('nobody', ['events:read'])).body).toMatchObject({
      code: 'not_found',
      what: 'account',
    });
    expect((await make('acme', ['events:read', 'secrets:activate'])).body).toMatchObject({
      code: 'forbidden',
      permission: 'secrets:activate',
    });
  });

  it("makes no key with more than its own, the operator's neither", async () => {
    const as = await app.addApiKey(null, ['api-keys:write']);
    const body = { name: 'more', account_id: null, permissions: ['accounts:write'] };
    expect((await app.call('POST', '/v1/api-keys', { as, body })).body).toMatchObject({
      permission: 'accounts:write',
    });
  });
});

describe('moving the end of an overlap', () => {
  it('needs the permission to activate, renaming does not', async () => {
    const as = await app.addApiKey('acme', ['secrets:create']);
    const { body } = await app.call('POST', '/v1/accounts/acme/secrets', { as, body: { name: 'first' } });
    const url = `/v1/accounts/acme/secrets/${body.id}`;
    expect((await app.call('PATCH', url, { as, body: { name: 'renamed' } })).body.name).toBe('renamed');
    const moved = await app.call('PATCH', url, {
      as,
      body: { name: 'x', retire_at: '2099-01-01T00:00:00Z' },
    });
    expect(moved.body).toMatchObject({ code: 'forbidden', permission: 'secrets:activate' });
    expect((await app.call('GET', url)).body.name).toBe('renamed');
  });
});

describe('wrong keys from one address', () => {
  const guess = (target: TestApp, forwarded?: string) =>
    target.call('GET', '/v1/accounts', {
      as: 'a-guess-at-the-admin-key',
      headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    });

  it('are answered 429 after a while, API keys and later guesses are not', async () => {
    const limited = await TestApp.open({ clock });
    await limited.addAccount('acme');
    const as = await limited.addApiKey('acme', ['events:read']);
    for (let n = 0; n < WRONG_KEYS_PER_ADDRESS_MAX; n++) expect((await guess(limited)).status).toBe(401);
    const answer = await guess(limited);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers['retry-after'])).toBe(answer.body.retry_after_seconds);
    // A header that anybody can write does not make another address.
    expect((await guess(limited, '203.0.113.9')).status).toBe(429);
    expect((await limited.call('GET', '/v1/accounts/acme/events', { as })).status).toBe(200);
    clock.advance(answer.body.retry_after_seconds * 1000);
    expect((await guess(limited)).status).toBe(401);
    expect((await limited.call('GET', '/v1/accounts')).status).toBe(200);
    await limited.close();
  });

  it('count by the address that a trusted proxy names', async () => {
    const proxied = await TestApp.open({ clock, trustProxy: ['127.0.0.1'] });
    for (let n = 0; n <= WRONG_KEYS_PER_ADDRESS_MAX; n++) await guess(proxied, '203.0.113.9');
    expect((await guess(proxied, '203.0.113.9')).status).toBe(429);
    expect((await guess(proxied, '203.0.113.10')).status).toBe(401);
    await proxied.close();
  });
});

describe('the audit log', () => {
  it('names the API key, the request and the address', async () => {
    const as = await app.addApiKey('acme', ['endpoints:write']);
    const body = { url: 'http://127.0.0.1:4999/in' };
    const made = await app.call('POST', '/v1/accounts/acme/endpoints', { as, body });
    const { body: page } = await app.call('GET', '/v1/accounts/acme/audit?act=endpoint.created');
    expect(page.data[0]).toMatchObject({
      object_id: made.body.id,
      actor: { type: 'api_key', id: expect.stringMatching(/^key_/), name: 'a key' },
      request_id: made.headers['x-request-id'],
      address: '127.0.0.1',
    });
  });
});
