// A matrix made from the document that the routes make: a route that is added tomorrow is in it.
import { eventually, Receiver, respond } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERMISSIONS, type Permission } from '../operations/permissions.ts';
import { TestApp } from './test-app.ts';
import { type DocumentedOperation, documentedOperations, fillPath } from './test-operations.ts';

let app: TestApp;
let receiver: Receiver;
let operations: readonly DocumentedOperation[];
/** Ids of things that exist, of the account `acme` and of the account `other`. */
let mine: Readonly<Record<string, string>>;
let foreign: Readonly<Record<string, string>>;
/** May do everything in `acme`. */
let boundKey: string;

const ACCOUNT_PERMISSIONS = PERMISSIONS.filter((permission) => permission !== 'system:read');

/** A body that each operation accepts; what is not here takes an empty one. */
const BODIES: Readonly<Record<string, object>> = {
  createAccount: { name: 'Acme' },
  updateAccount: { name: 'Acme' },
  createSecret: { name: 'a secret' },
  updateSecret: { name: 'a secret' },
  createEndpoint: { url: 'http://127.0.0.1:4999/in' },
  updateEndpoint: { description: 'ours' },
  publishEvent: { type: 'a.b', data: null },
  publishEvents: { events: [{ type: 'a.b', data: null }] },
  createApiKey: { name: 'a key', account_id: 'acme', permissions: ['events:read'] },
  addMember: { email: 'ada@example.com', name: 'Ada', role: 'owner' },
  updateMember: { role: 'developer' },
};

/** A route that comes or goes changes the API: it is written down here too. */
const ROUTES = [
  'DELETE /v1/accounts/{account}',
  'DELETE /v1/accounts/{account}/endpoints/{endpoint}',
  'DELETE /v1/accounts/{account}/members/{member}',
  'DELETE /v1/accounts/{account}/secrets/{secret}',
  'DELETE /v1/api-keys/{api_key}',
  'GET /healthz',
  'GET /metrics',
  'GET /readyz',
  'GET /v1/accounts',
  'GET /v1/accounts/{account}',
  'GET /v1/accounts/{account}/audit',
  'GET /v1/accounts/{account}/deliveries',
  'GET /v1/accounts/{account}/deliveries/{delivery}',
  'GET /v1/accounts/{account}/deliveries/{delivery}/attempts',
  'GET /v1/accounts/{account}/endpoints',
  'GET /v1/accounts/{account}/endpoints/{endpoint}',
  'GET /v1/accounts/{account}/events',
  'GET /v1/accounts/{account}/events/{event}',
  'GET /v1/accounts/{account}/members',
  'GET /v1/accounts/{account}/secrets',
  'GET /v1/accounts/{account}/secrets/{secret}',
  'GET /v1/accounts/{account}/stats',
  'GET /v1/api-keys',
  'PATCH /v1/accounts/{account}',
  'PATCH /v1/accounts/{account}/endpoints/{endpoint}',
  'PATCH /v1/accounts/{account}/members/{member}',
  'PATCH /v1/accounts/{account}/secrets/{secret}',
  'POST /v1/accounts',
  'POST /v1/accounts/{account}/deliveries/{delivery}/retry',
  'POST /v1/accounts/{account}/endpoints',
  'POST /v1/accounts/{account}/endpoints/{endpoint}/pause',
  'POST /v1/accounts/{account}/endpoints/{endpoint}/resume',
  'POST /v1/accounts/{account}/endpoints/{endpoint}/test',
  'POST /v1/accounts/{account}/events',
  'POST /v1/accounts/{account}/events/batch',
  'POST /v1/accounts/{account}/members',
  'POST /v1/accounts/{account}/secrets',
  'POST /v1/accounts/{account}/secrets/{secret}/activate',
  'POST /v1/api-keys',
  'POST /v1/login-links',
];

async function fill(account: string): Promise<Record<string, string>> {
  await app.addAccount(account);
  const base = `/v1/accounts/${account}`;
  await app.call('POST', `${base}/secrets`, { body: { name: 'first' } });
  const secret = await app.call('POST', `${base}/secrets`, { body: { name: 'second' } });
  const endpoint = await app.call('POST', `${base}/endpoints`, { body: { url: receiver.url() } });
  const event = await app.call('POST', `${base}/events`, { body: { type: 'a.b', data: 1 } });
  const delivery = await eventually(
    async () => {
      const { body } = await app.call('GET', `${base}/deliveries?status=delivered`);
      expect(body.data).toHaveLength(1);
      return body.data[0];
    },
    { deadlineMs: 10_000 },
  );
  const key = await app.call('POST', '/v1/api-keys', {
    body: { name: 'a key', account_id: account, permissions: ['events:read'] },
  });
  const member = await app.call('POST', `${base}/members`, {
    body: { email: `bob@${account}.example`, name: 'Bob', role: 'viewer' },
  });
  return {
    account,
    member: member.body.user.id,
    secret: secret.body.id,
    endpoint: endpoint.body.id,
    event: event.body.id,
    delivery: delivery.id,
    api_key: key.body.id,
  };
}

beforeAll(async () => {
  app = await TestApp.open();
  receiver = await Receiver.open(respond(200, {}, 'thanks'));
  operations = await documentedOperations(app);
  mine = await fill('acme');
  foreign = await fill('other');
  boundKey = await app.addApiKey('acme', ACCOUNT_PERMISSIONS);
});
afterAll(async () => {
  await app.close();
  await receiver.close();
});

function call(operation: DocumentedOperation, ids: Readonly<Record<string, string>>, given: object = {}) {
  const { method, path, takesBody, operationId } = operation;
  const body = takesBody ? { body: BODIES[operationId] ?? {} } : {};
  return app.call(method, fillPath(path, ids), { ...body, ...given });
}

const closed = (all: readonly DocumentedOperation[]) => all.filter(({ isOpen }) => !isOpen);

describe('every route', () => {
  it('is one of those that the API has', () => {
    expect(operations.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(ROUTES);
  });

  it('refuses who brings no key, and who brings a wrong one', async () => {
    for (const operation of closed(operations)) {
      for (const as of [null, 'kt_nonsense', 'wrong-admin-key-of-thirty-two-characters']) {
        const answer = await call(operation, mine, { as });
        expect(answer.body, operation.operationId).toMatchObject({ code: 'unauthenticated', status: 401 });
        expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
      }
    }
  });

  it('refuses an API key that lacks its permission, and names it', async () => {
    for (const operation of closed(operations)) {
      const { permission, operationId } = operation;
      if (permission === undefined) continue;
      const others = PERMISSIONS.filter((one) => one !== permission);
      const as = await app.addApiKey(null, others);
      const answer = await call(operation, mine, { as });
      expect(answer.body, operationId).toMatchObject({ code: 'forbidden', permission });
      expect(answer.body.detail).toContain(permission);
    }
  });

  it('answers 404 to an API key of another account, whatever is in the path', async () => {
    for (const operation of closed(operations).filter(({ params }) => params.length > 0)) {
      const answer = await call(operation, foreign, { as: boundKey });
      expect(answer.body, operation.operationId).toMatchObject({ code: 'not_found', status: 404 });
    }
  });

  it('answers 404 to each id of another account, and to each that is unknown or no id at all', async () => {
    const wrong = [
      'unknown',
      'sec_a.b',
      '..',
      'a%00b',
      'x'.repeat(65),
      'x'.repeat(2000),
      'dlv_00000000000',
      '%zz',
    ];
    for (const operation of closed(operations)) {
      for (const param of operation.params) {
        const ids = param === 'account' ? wrong : [foreign[param] ?? '', ...wrong];
        for (const id of ids) {
          // The operator reaches the API keys of every account.
          const as = param === 'api_key' ? { as: boundKey } : {};
          const answer = await call(operation, { ...mine, [param]: id }, as);
          expect(answer.status, `${operation.operationId} with ${param} ${id}`).toBe(404);
          expect(answer.body.code).toBe('not_found');
        }
      }
    }
  });

  it('changed nothing of the other account meanwhile', async () => {
    const { body } = await app.call('GET', '/v1/accounts/other/audit');
    expect(body.data.map(({ act }: { act: string }) => act).sort()).toEqual([
      'account.created',
      'api_key.created',
      'endpoint.created',
      'member.added',
      'secret.created',
      'secret.created',
    ]);
  });

  it('refuses an API key bound to one account where the whole installation is meant', async () => {
    const bound = await app.addApiKey('acme', PERMISSIONS);
    for (const operationId of ['createAccount', 'getMetrics']) {
      const operation = operations.find((one) => one.operationId === operationId)!;
      const answer = await call(operation, mine, { as: bound });
      expect(answer.body).toMatchObject({ code: 'forbidden' });
    }
  });

  it('names the field that it does not know', async () => {
    for (const operation of operations.filter(({ method }) => ['POST', 'PATCH'].includes(method))) {
      const body = { ...BODIES[operation.operationId], hocus_pocus: 1 };
      const answer = await app.call(operation.method, fillPath(operation.path, mine), { body });
      expect(answer.body, operation.operationId).toMatchObject({
        code: 'invalid_request',
        errors: [
          { pointer: '/hocus_pocus', code: 'unknown_field', detail: expect.stringContaining('hocus_pocus') },
        ],
      });
    }
  });

  it('names the query parameter that it does not know', async () => {
    for (const operation of operations.filter(({ operationId }) => operationId.startsWith('list'))) {
      if (operation.operationId === 'listAttempts') continue;
      const answer = await app.call('GET', `${fillPath(operation.path, mine)}?page=2`);
      expect(answer.body, operation.operationId).toMatchObject({
        errors: [{ in: 'query', pointer: '/page', code: 'unknown_field' }],
      });
    }
  });

  it.each([
    ['malformed JSON', '{"name": "a"', 'malformed_json'],
    ['JSON with a comment', '{} // no', 'malformed_json'],
    ['a body that is no UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'malformed_json'],
    ['an array', '[]', 'wrong_type'],
    ['a text', '"name"', 'wrong_type'],
    ['a __proto__ field', '{"__proto__": {"name": "a"}}', 'unknown_field'],
  ])('refuses %s', async (_, body, code) => {
    for (const operation of operations.filter(({ method }) => ['POST', 'PATCH'].includes(method))) {
      const answer = await app.call(operation.method, fillPath(operation.path, mine), { body });
      expect(answer.status, operation.operationId).toBe(400);
      const codes = answer.body.errors.map((error: { code: string }) => error.code);
      expect(codes, operation.operationId).toContain(code);
    }
  });

  it('refuses a body that is no JSON, or compressed', async () => {
    for (const operation of operations.filter(({ method }) => ['POST', 'PATCH'].includes(method))) {
      for (const headers of [
        { 'content-type': 'application/x-www-form-urlencoded' },
        { 'content-type': 'nonsense' },
        { 'content-encoding': 'gzip' },
      ]) {
        const answer = await app.call(operation.method, fillPath(operation.path, mine), {
          body: '{}',
          headers,
        });
        expect(answer.body, operation.operationId).toMatchObject({ code: 'unsupported_media_type' });
      }
    }
  });

  it('marks its answers: not to be kept, not to be guessed at, and with a request id', async () => {
    for (const operation of operations.filter(({ method }) => method === 'GET')) {
      const { headers } = await call(operation, mine);
      expect(headers['cache-control'], operation.operationId).toBe('no-store');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-request-id']).toMatch(/^req_[0-9A-Z]{26}$/);
    }
  });

  it('answers as it says, each of its answers seen', async () => {
    const fresh = await fill('walked');
    // An activation before the secret that would replace it, deletions last.
    const rank = ({ method, operationId }: DocumentedOperation): number =>
      operationId === 'activateSecret' ? 0 : method === 'DELETE' ? 2 : 1;
    for (const operation of [...operations].sort((a, b) => rank(a) - rank(b))) {
      if (operation.operationId === 'deleteAccount') continue;
      let ids = fresh;
      if (operation.operationId === 'cancelSecret') {
        const { body } = await app.call('POST', '/v1/accounts/walked/secrets', {
          body: { name: 'to cancel' },
        });
        ids = { ...fresh, secret: body.id };
      }
      if (operation.operationId === 'testEndpoint') {
        await app.call('POST', fillPath('/v1/accounts/{account}/endpoints/{endpoint}/resume', fresh));
      }
      const answer = await call(operation, ids);
      expect(answer.status, `${operation.operationId}: ${answer.text}`).toBeLessThan(300);
    }
    const last = operations.find(({ operationId }) => operationId === 'deleteAccount')!;
    expect((await call(last, fresh)).status).toBe(204);
    const seen = new Set([...app.answered].map((one) => one.split(' ')[0]));
    expect([...seen].sort()).toEqual(operations.map(({ operationId }) => operationId).sort());
  });
});

/** The permissions of the document are those of the product. */
it('documents permissions that there are', () => {
  const named = operations.flatMap(({ permission }) => (permission === undefined ? [] : [permission]));
  for (const permission of named) expect(PERMISSIONS).toContain(permission as Permission);
});
