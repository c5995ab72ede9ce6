import { randomBytes } from 'node:crypto';
import type { AccountId, AccountRef, EpochMs } from '@keyturn/core';
import { eventually, FakeClock, type Gate, makeGate } from '@keyturn/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Sensitive } from '../keyring/sensitive.ts';
import { A_CALLER, granted, refusalOf, TestApp } from '../test-app.ts';
import { insertAccount, openTestStore, someAudit, type TestStore } from '../test-store.ts';
import { makeApiKeyText } from './api-key-text.ts';
import { type Authenticator, makeAuthenticator, type Principal } from './authenticate.ts';

const ADMIN_KEY = 'an admin key of thirty-two characters and more'.replaceAll(' ', '-');

let test: TestStore;
let clock: FakeClock;
let reads = 0;
let gate: Gate | undefined;
let authenticator: Authenticator;
let failures: unknown[] = [];

beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.remove());
beforeEach(() => {
  clock = new FakeClock();
  reads = 0;
  gate = undefined;
  failures = [];
  const { store } = test;
  authenticator = makeAuthenticator({
    store: {
      accounts: store.accounts,
      apiKeys: {
        ...store.apiKeys,
        findBySha256: async (sha256) => {
          reads++;
          const found = await store.apiKeys.findBySha256(sha256);
          await gate?.opened;
          return found;
        },
      },
    },
    adminKey: new Sensitive(ADMIN_KEY),
    clock,
    onTouchFailed: (error) => void failures.push(error),
  });
});

async function insertKey(
  given: { accountRef?: AccountRef; expiresAt?: EpochMs; permissions?: string[] } = {},
) {
  const { text, sha256, prefix } = makeApiKeyText(randomBytes);
  const id = `key_${prefix}` as Parameters<typeof test.store.apiKeys.find>[0];
  const { permissions = ['events:publish'], ...rest } = given;
  await test.store.apiKeys.insert(
    {
      id,
      name: 'ci',
      permissions,
      sha256,
      prefix,
      createdAt: clock.wall(),
      createdBy: A_CALLER.actor,
      ...rest,
    },
    someAudit((given.accountRef ?? 1) as AccountRef),
  );
  return { id, text: text.reveal() };
}

describe('a bearer key', () => {
  it('of the operator may do everything, everywhere', async () => {
    const admin = await authenticator.authenticate(ADMIN_KEY);
    expect(admin).toEqual({
      actor: { type: 'admin', id: 'admin', name: 'admin key' },
      permissions: 'all',
    });
    expect(reads).toBe(0);
    for (const wrong of [`${ADMIN_KEY}x`, ADMIN_KEY.slice(1), ADMIN_KEY.toUpperCase(), '']) {
      expect(await authenticator.authenticate(wrong)).toBeUndefined();
    }
  });

  it('is a principal with its permissions, its account and its name', async () => {
    const account = await insertAccount(test.store, clock);
    const { id, text } = await insertKey({
      accountRef: account.ref,
      permissions: ['events:publish', 'no:longer-known'],
    });
    const principal = await authenticator.authenticate(text);
    expect(principal?.actor).toEqual({ type: 'api_key', id, name: 'ci' });
    expect(principal?.accountId).toBe(account.id);
    expect([...((principal as Principal).permissions as ReadonlySet<string>)]).toEqual(['events:publish']);
  });

  it('of no account reaches every account', async () => {
    const { text } = await insertKey();
    expect(await authenticator.authenticate(text)).not.toHaveProperty('accountId');
  });

  it('that was seen before costs no read and no promise', async () => {
    const { text } = await insertKey();
    const principal = await authenticator.authenticate(text);
    const again = authenticator.authenticate(text);
    expect(again).not.toBeInstanceOf(Promise);
    expect(again).toBe(principal);
    expect(reads).toBe(1);
  });

  it('that has not the form of one is refused without a read', async () => {
    const { text } = await insertKey();
    for (const wrong of [
      'kt_x',
      text.slice(0, -1),
      `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`,
    ]) {
      expect(await authenticator.authenticate(wrong)).toBeUndefined();
    }
    expect(reads).toBe(0);
    expect(await authenticator.authenticate(makeApiKeyText(randomBytes).text.reveal())).toBeUndefined();
    expect(reads).toBe(1);
  });

  it('is refused from its expiry on, to the millisecond, seen before or not', async () => {
    const { text } = await insertKey({ expiresAt: (clock.wall() + 1000) as EpochMs });
    clock.advance(999);
    expect(await authenticator.authenticate(text)).toBeDefined();
    clock.advance(1);
    expect(await authenticator.authenticate(text)).toBeUndefined();
    authenticator.forget();
    expect(await authenticator.authenticate(text)).toBeUndefined();
  });

  it('is refused when it is revoked, from the answer on', async () => {
    const { id, text } = await insertKey();
    expect(await authenticator.authenticate(text)).toBeDefined();
    await test.store.apiKeys.revoke(id, clock.wall(), someAudit(1 as AccountRef));
    authenticator.forget();
    expect(await authenticator.authenticate(text)).toBeUndefined();
  });

  it('that is revoked while it is being read is refused', async () => {
    const { id, text } = await insertKey();
    gate = makeGate();
    const reading = authenticator.authenticate(text);
    await eventually(
      () => {
        if (reads === 0) throw new Error('not read yet');
      },
      { deadlineMs: 5000 },
    );
    // The row may be read before or after this; what counts is that nothing read before `forget` is trusted.
    await new Promise((resolve) => setImmediate(resolve));
    await test.store.apiKeys.revoke(id, clock.wall(), someAudit(1 as AccountRef));
    authenticator.forget();
    gate.open();
    expect(await reading).toBeUndefined();
    expect(await authenticator.authenticate(text)).toBeUndefined();
  });

  it('is refused when its account is closed', async () => {
    const account = await insertAccount(test.store, clock);
    const { text } = await insertKey({ accountRef: account.ref });
    expect(await authenticator.authenticate(text)).toBeDefined();
    await test.store.accounts.close(account.ref, clock.wall(), someAudit(account.ref));
    authenticator.forget();
    expect(await authenticator.authenticate(text)).toBeUndefined();
  });

  it('that was made for an account while it was being closed is refused', async () => {
    const account = await insertAccount(test.store, clock);
    await test.store.accounts.close(account.ref, clock.wall(), someAudit(account.ref));
    const { text } = await insertKey({ accountRef: account.ref });
    expect(await authenticator.authenticate(text)).toBeUndefined();
  });

  it('has its last use written down at the end at the latest', async () => {
    const { id, text } = await insertKey();
    await authenticator.authenticate(text);
    clock.advance(5000);
    await authenticator.authenticate(text);
    expect((await test.store.apiKeys.find(id))?.lastUsedAt).toBeUndefined();
    await authenticator.close();
    expect((await test.store.apiKeys.find(id))?.lastUsedAt).toBe(clock.wall());
    expect(failures).toEqual([]);
  });
});

describe('API keys', () => {
  let app: TestApp;
  let account: AccountId;
  beforeAll(async () => {
    app = await TestApp.open();
    account = await app.addAccount('acme');
  });
  afterAll(() => app.close());

  const permissions = ['events:publish'];

  it('are made for one account or for the operator, shown once, and listed without their text', async () => {
    const own = granted(await app.operations.createApiKey(A_CALLER, { name: 'own', account, permissions }));
    const all = granted(await app.operations.createApiKey(A_CALLER, { name: 'all', permissions }));
    expect(own.accountId).toBe(account);
    expect(all).not.toHaveProperty('accountId');
    expect(own.text.reveal().startsWith(own.apiKey.prefix)).toBe(true);
    const everyOne = granted(await app.operations.listApiKeys(undefined, { limit: 10 })).rows;
    expect(everyOne.map(({ apiKey, accountId }) => [apiKey.name, accountId])).toEqual([
      ['all', undefined],
      ['own', account],
    ]);
    const ofAccount = granted(await app.operations.listApiKeys(account, { limit: 10 })).rows;
    expect(ofAccount.map(({ apiKey }) => apiKey.name)).toEqual(['own']);
    expect(JSON.stringify(everyOne)).not.toContain(own.text.reveal().slice(12, 40));
    const audit = granted(await app.operations.listAudit(account, { act: 'api_key.created' }, { limit: 10 }));
    expect(audit.rows).toMatchObject([{ objectId: own.apiKey.id, after: { name: 'own', permissions } }]);
  });

  it('are refused unknown permissions and an expiry in the past, and nothing is made', async () => {
    const made = await app.operations.createApiKey(A_CALLER, {
      name: 'bad',
      permissions: ['events:publish', 'events:*'],
      expiresAt: 1000 as EpochMs,
    });
    expect(refusalOf(made)).toMatchObject({
      code: 'invalid_request',
      errors: [
        { pointer: '/permissions/1', code: 'permission_unknown' },
        { pointer: '/expires_at', code: 'expires_in_past' },
      ],
    });
    const names = granted(await app.operations.listApiKeys(undefined, { limit: 50 })).rows.map(
      ({ apiKey }) => apiKey.name,
    );
    expect(names).not.toContain('bad');
  });

  it('are refused at once when they are revoked, which may be repeated', async () => {
    const { apiKey, text } = granted(
      await app.operations.createApiKey(A_CALLER, {
        name: 'short-lived',
        account,
        permissions: ['events:read'],
      }),
    );
    const headers = { authorization: `Bearer ${text.reveal()}` };
    const url = `/v1/accounts/${account}/events`;
    expect((await app.request('GET', url, undefined, headers)).status).toBe(200);
    granted(await app.operations.revokeApiKey(A_CALLER, account, apiKey.id));
    expect((await app.request('GET', url, undefined, headers)).status).toBe(401);
    granted(await app.operations.revokeApiKey(A_CALLER, account, apiKey.id));
    const audit = granted(await app.operations.listAudit(account, { act: 'api_key.revoked' }, { limit: 10 }));
    expect(audit.rows).toHaveLength(1);
  });

  it('of another account or none are not found', async () => {
    const other = await app.addAccount('other');
    const { apiKey } = granted(
      await app.operations.createApiKey(A_CALLER, { name: 'theirs', account: other, permissions }),
    );
    const operators = granted(await app.operations.createApiKey(A_CALLER, { name: 'all', permissions }));
    for (const id of [apiKey.id, operators.apiKey.id, 'key_none']) {
      expect(refusalOf(await app.operations.revokeApiKey(A_CALLER, account, id))).toEqual({
        code: 'not_found',
        what: 'api_key',
      });
    }
    granted(await app.operations.revokeApiKey(A_CALLER, undefined, apiKey.id));
  });

  it('die with their account', async () => {
    const doomed = await app.addAccount('doomed');
    const input = { name: 'doomed', account: doomed, permissions: ['accounts:write', 'events:read'] };
    const { text } = granted(await app.operations.createApiKey(A_CALLER, input));
    const headers = { authorization: `Bearer ${text.reveal()}` };
    expect((await app.request('GET', '/v1/accounts/doomed/events', undefined, headers)).status).toBe(200);
    granted(await app.operations.deleteAccount(A_CALLER, doomed));
    expect((await app.request('GET', '/v1/accounts/doomed/events', undefined, headers)).status).toBe(401);
    const listed = granted(await app.operations.listApiKeys(undefined, { limit: 50 })).rows;
    expect(listed.find(({ apiKey }) => apiKey.name === 'doomed')?.accountId).toBe('doomed');
  });
});
