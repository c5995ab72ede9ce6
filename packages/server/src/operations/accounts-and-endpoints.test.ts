import { type AccountId, ENDPOINTS_PER_ACCOUNT_MAX, type EndpointId } from '@keyturn/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { A_CALLER, granted, HOW, refusalOf, TestApp } from '../test-app.ts';

let test: TestApp;
let account: AccountId;
let count = 0;

beforeAll(async () => {
  test = await TestApp.open();
});
afterAll(() => test.close());
beforeEach(async () => {
  account = await test.addAccount(`acme-${++count}`);
});

function createEndpoint(input: {
  url?: string;
  headers?: Record<string, string>;
  eventTypes?: readonly string[];
}) {
  return test.operations.createEndpoint(A_CALLER, account, {
    url: 'https://receiver.example/hooks',
    description: '',
    eventTypes: [],
    headers: {},
    ...input,
  });
}

async function acts(): Promise<readonly string[]> {
  const page = granted(await test.operations.listAudit(account, {}, { limit: 100 }));
  return page.rows.map(({ act }) => act).reverse();
}

describe('an account', () => {
  it('has the id that the operator chose, or one of ours', async () => {
    const named = await test.operations.createAccount(A_CALLER, {
      name: 'Ours',
      signatureProfiles: ['standard'],
    });
    expect(granted(named).id).toMatch(/^acc_[0-9A-Z]{26}$/);
    expect(granted(await test.operations.getAccount(account)).id).toBe(account);
  });

  it.each(['', 'a.b', 'a/b', 'ä', 'a'.repeat(65), ' a'])('is refused the id %j', async (id) => {
    const made = await test.operations.createAccount(A_CALLER, {
      id: id as AccountId,
      name: 'x',
      signatureProfiles: ['standard'],
    });
    expect(refusalOf(made)).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/id' }] });
  });

  it('is refused an id that is taken, by a closed account too, and nothing is written', async () => {
    const again = () =>
      test.operations.createAccount(A_CALLER, {
        id: account,
        name: 'again',
        signatureProfiles: ['standard'],
      });
    expect(refusalOf(await again())).toEqual({ code: 'account_id_taken', accountId: account });
    expect(await acts()).toEqual(['account.created']);
    granted(await test.operations.deleteAccount(A_CALLER, account));
    expect(refusalOf(await again())).toEqual({ code: 'account_id_taken', accountId: account });
  });

  it('changes its name and profiles, two at once without losing one', async () => {
    const [named, profiled] = await Promise.all([
      test.operations.updateAccount(A_CALLER, account, { name: 'New name' }),
      test.operations.updateAccount(A_CALLER, account, { signatureProfiles: ['standard', 'kore'] }),
    ]);
    granted(named);
    granted(profiled);
    expect(granted(await test.operations.getAccount(account))).toMatchObject({
      name: 'New name',
      signatureProfiles: ['standard', 'kore'],
    });
    expect(await acts()).toEqual(['account.created', 'account.updated', 'account.updated']);
  });

  it('is closed for everything when it is deleted', async () => {
    const endpoint = await test.addEndpoint(account);
    const { row } = await test.addSecret(account, 'first');
    granted(await test.operations.deleteAccount(A_CALLER, account));
    const notFound = { code: 'not_found', what: 'account' };
    const { operations } = test;
    const page = { limit: 10 };
    const refused = await Promise.all([
      operations.getAccount(account),
      operations.updateAccount(A_CALLER, account, { name: 'x' }),
      operations.deleteAccount(A_CALLER, account),
      operations.createSecret(A_CALLER, account, { name: 'x' }),
      operations.getSecret(account, row.secret.id),
      operations.listSecrets(account, { type: 'all' }, page),
      operations.updateSecret(A_CALLER, account, row.secret.id, { name: 'x' }),
      operations.cancelSecret(A_CALLER, account, row.secret.id),
      operations.activateSecret(A_CALLER, account, row.secret.id, HOW),
      createEndpoint({}),
      operations.getEndpoint(account, endpoint),
      operations.listEndpoints(account, page),
      operations.updateEndpoint(A_CALLER, account, endpoint, { description: 'x' }),
      operations.deleteEndpoint(A_CALLER, account, endpoint),
      operations.pauseEndpoint(A_CALLER, account, endpoint),
      operations.resumeEndpoint(A_CALLER, account, endpoint),
      operations.testEndpoint(A_CALLER, account, endpoint),
      operations.publishEvent(A_CALLER, account, { type: 'a', dataText: '1' }),
      operations.publishEvents(A_CALLER, account, [{ type: 'a', dataText: '1' }]),
      operations.listEvents(account, {}, page),
      operations.listDeliveries(account, {}, page),
      operations.listAudit(account, {}, page),
      operations.createApiKey(A_CALLER, { name: 'x', account, permissions: [] }),
      operations.listApiKeys(account, page),
      operations.revokeApiKey(A_CALLER, account, 'key_x'),
    ]);
    expect(refused.map((result) => refusalOf<object>(result))).toEqual(refused.map(() => notFound));
    const open = granted(await operations.listAccounts({ limit: 500 })).rows;
    expect(open.map(({ id }) => id)).not.toContain(account);
  });
});

describe('an endpoint', () => {
  it('keeps its URL as typed and its header names in lower case', async () => {
    const url = 'https://Receiver.example:443/hooks?x=1#top';
    const endpoint = granted(await createEndpoint({ url, headers: { 'X-Region': 'eu 1' } }));
    expect(endpoint).toMatchObject({ url, headers: { 'x-region': 'eu 1' } });
    expect(granted(await test.operations.getEndpoint(account, endpoint.id))).toEqual(endpoint);
  });

  it.each([
    ['https://user:pass@receiver.example/', 'userinfo', undefined],
    ['https://192.168.0.1/', 'private', 'KEYTURN_ALLOW_TARGETS'],
    ['https://169.254.169.254/latest/meta-data', 'metadata', undefined],
    ['https://receiver.example:25/', 'port', undefined],
    ['ftp://receiver.example/', 'scheme', undefined],
  ])('is refused the URL %s, with the setting that would allow it', async (url, rule, setting) => {
    const refused = refusalOf(await createEndpoint({ url }));
    expect(refused).toMatchObject({ code: 'endpoint_url_refused', rule });
    expect((refused as { setting?: string }).setting).toBe(setting);
    expect(granted(await test.operations.listEndpoints(account, { limit: 10 })).rows).toEqual([]);
    const endpoint = await test.addEndpoint(account);
    const changed = await test.operations.updateEndpoint(A_CALLER, account, endpoint, { url });
    expect(refusalOf(changed)).toMatchObject({ code: 'endpoint_url_refused', rule });
  });

  it('is refused headers that are not its to set, each by its pointer', async () => {
    const headers = { Host: 'x', 'webhook-id': 'x', 'x-ok': 'fine', 'x/y~z': 'é', 'X-Ok': 'twice' };
    const refused = refusalOf(await createEndpoint({ headers }));
    expect(refused).toMatchObject({ code: 'invalid_request' });
    const { errors } = refused as { errors: readonly { pointer: string; code: string }[] };
    expect(errors.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/headers/Host name_reserved',
      '/headers/webhook-id name_reserved',
      expect.stringMatching(/^\/headers\/x~1y~0z name_invalid|value_invalid/),
      '/headers/X-Ok name_repeated',
    ]);
  });

  it('keeps the values of its headers out of the audit log', async () => {
    const endpoint = granted(await createEndpoint({ headers: { 'x-key': 'their-own-key' } }));
    granted(
      await test.operations.updateEndpoint(A_CALLER, account, endpoint.id, {
        headers: { 'x-key': 'another-key' },
      }),
    );
    const page = granted(await test.operations.listAudit(account, {}, { limit: 10 }));
    expect(JSON.stringify(page.rows)).toContain('x-key');
    expect(JSON.stringify(page.rows)).not.toMatch(/their-own-key|another-key/);
  });

  it('changes field by field, two at once without losing one', async () => {
    const endpoint = await test.addEndpoint(account);
    const changes = [
      { description: 'new' },
      { eventTypes: ['invoice.*'] },
      { url: 'https://other.example/' },
    ];
    for (const changed of await Promise.all(
      changes.map((change) => test.operations.updateEndpoint(A_CALLER, account, endpoint, change)),
    )) {
      granted(changed);
    }
    expect(granted(await test.operations.getEndpoint(account, endpoint))).toMatchObject({
      description: 'new',
      eventTypes: ['invoice.*'],
      url: 'https://other.example/',
    });
  });

  it('is paused and resumed once, however often that is asked for', async () => {
    const endpoint = await test.addEndpoint(account);
    const { pauseEndpoint, resumeEndpoint } = test.operations;
    const paused = granted(await pauseEndpoint(A_CALLER, account, endpoint));
    expect(paused.paused).toMatchObject({ reason: 'manual' });
    expect(granted(await pauseEndpoint(A_CALLER, account, endpoint))).toEqual(paused);
    expect(granted(await resumeEndpoint(A_CALLER, account, endpoint)).paused).toBeUndefined();
    granted(await resumeEndpoint(A_CALLER, account, endpoint));
    expect(await acts()).toEqual([
      'account.created',
      'endpoint.created',
      'endpoint.paused',
      'endpoint.resumed',
    ]);
  });

  it('is gone when it is deleted, its secrets disabled', async () => {
    await test.addSecret(account, 'first');
    const endpoint = await test.addEndpoint(account);
    const { row } = await test.addSecret(account, 'own', endpoint);
    granted(await test.operations.deleteEndpoint(A_CALLER, account, endpoint));
    const notFound = { code: 'not_found', what: 'endpoint' };
    expect(refusalOf(await test.operations.getEndpoint(account, endpoint))).toEqual(notFound);
    expect(refusalOf(await test.operations.deleteEndpoint(A_CALLER, account, endpoint))).toEqual(notFound);
    expect(refusalOf(await test.operations.pauseEndpoint(A_CALLER, account, endpoint))).toEqual(notFound);
    expect(refusalOf(await test.operations.testEndpoint(A_CALLER, account, endpoint))).toEqual(notFound);
    expect(granted(await test.operations.getSecret(account, row.secret.id)).secret.status).toBe('disabled');
  });

  it('of another account is not found', async () => {
    const other = await test.addAccount(`other-${count}`);
    const foreign = await test.addEndpoint(other);
    const { operations } = test;
    const refused = await Promise.all([
      operations.getEndpoint(account, foreign),
      operations.updateEndpoint(A_CALLER, account, foreign, { description: 'mine' }),
      operations.pauseEndpoint(A_CALLER, account, foreign),
      operations.resumeEndpoint(A_CALLER, account, foreign),
      operations.testEndpoint(A_CALLER, account, foreign),
      operations.deleteEndpoint(A_CALLER, account, foreign),
      operations.listDeliveries(account, { endpointId: foreign }, { limit: 1 }),
      operations.getEndpoint(account, 'ep_none' as EndpointId),
    ]);
    expect(refused.map((result) => refusalOf<object>(result))).toEqual(
      refused.map(() => ({ code: 'not_found', what: 'endpoint' })),
    );
    expect(granted(await operations.getEndpoint(other, foreign)).description).toBe('');
  });

  it('is one of at most so many in its account, also when the last ones come at once', async () => {
    const url = 'https://receiver.example/hooks';
    const made = [];
    for (let n = 0; n < ENDPOINTS_PER_ACCOUNT_MAX - 2; n++) made.push(createEndpoint({ url }));
    for (const result of await Promise.all(made)) granted(result);
    const last = await Promise.all(Array.from({ length: 6 }, () => createEndpoint({ url })));
    expect(last.filter(({ ok }) => ok)).toHaveLength(2);
    expect(refusalOf(last.at(-1) ?? { ok: true, value: 0 })).toEqual({
      code: 'limit_reached',
      what: 'endpoints',
      max: ENDPOINTS_PER_ACCOUNT_MAX,
    });
  });
});
