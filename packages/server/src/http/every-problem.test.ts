import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { ENDPOINTS_PER_ACCOUNT_MAX, FRESH_MS, WRONG_KEYS_PER_ADDRESS_MAX } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import { FakeClock } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEM_CODES, PROBLEMS, type ProblemCode } from './problems.ts';
import { ADMIN_KEY, PUBLIC_URL, type TestAnswer, TestApp, type TestAppWishes } from './test-app.ts';
import { A_PASSWORD, TestBrowser } from './test-browser.ts';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.open();
  await app.addAccount('acme');
});
afterAll(() => app.close());

const SECRETS = '/v1/accounts/acme/secrets';

/** The id of a new secret of an account of its own: the first is active, every later one pending. */
async function twoSecrets(account: string): Promise<{ first: string; second: string; url: string }> {
  await app.addAccount(account);
  const url = `/v1/accounts/${account}/secrets`;
  const first = await app.call('POST', url, { body: { name: 'first' } });
  const second = await app.call('POST', url, { body: { name: 'second' } });
  return { first: first.body.id, second: second.body.id, url };
}

async function withApp(
  wishes: TestAppWishes,
  ask: (other: TestApp) => Promise<TestAnswer>,
): Promise<TestAnswer> {
  const other = await TestApp.open(wishes);
  try {
    return await ask(other);
  } finally {
    await other.close();
  }
}

/** Sends bytes to the real port and gives what comes back, until the connection ends. */
async function raw(other: TestApp, bytes: string): Promise<TestAnswer> {
  await other.http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = other.http.server.address() as AddressInfo;
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  const [head = '', text = ''] = answer.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: JSON.parse(text), text, headers: {} };
}

/** A browser on an installation of its own, signed in by link as the operator. */
function withBrowser(
  ask: (browser: TestBrowser, other: TestApp) => Promise<TestAnswer>,
  wishes: TestAppWishes = {},
): Promise<TestAnswer> {
  return withApp(wishes, async (other) => {
    const made = await other.call('POST', '/v1/login-links', { body: {} });
    const browser = new TestBrowser(other.http, PUBLIC_URL);
    await browser.openLink(made.body.url);
    return ask(browser, other);
  });
}

const ADA = { name: 'Ada', email: 'ada@example.com', password: A_PASSWORD };
const BOB = { name: 'Bob', email: 'bob@example.com', role: 'owner' };
const MEMBERS = '/v1/accounts/acme/members';

const failing = (error: unknown): TestAppWishes => ({
  deps: ({ operations }) => ({
    operations: { ...operations, listAccounts: () => Promise.reject(error) },
  }),
});

/** How each problem is provoked, through the edge as callers meet it. */
const PROVOKE: Record<ProblemCode, () => Promise<TestAnswer>> = {
  invalid_request: () => app.call('POST', '/v1/accounts', { body: { name: 5 } }),
  unauthenticated: () => app.call('GET', '/v1/accounts', { as: null }),
  forbidden: async () => {
    const key = await app.addApiKey('acme', ['events:read']);
    return app.call('POST', SECRETS, { as: key, body: { name: 'no' } });
  },
  invalid_credentials: () => new TestBrowser(app.http, PUBLIC_URL).signIn('nobody@example.com'),
  origin_not_allowed: () => {
    const elsewhere = { origin: 'https://elsewhere.example' };
    return withBrowser((browser) => browser.call('POST', '/setup', ADA, elsewhere));
  },
  reauthentication_required: () => {
    const clock = new FakeClock();
    const late = async (browser: TestBrowser): Promise<TestAnswer> => {
      clock.advance(FRESH_MS);
      return browser.call('POST', '/v1/login-links', {});
    };
    return withBrowser(late, { clock });
  },
  host_not_allowed: () =>
    new TestBrowser(app.http, PUBLIC_URL).call('GET', '/session', undefined, { host: 'rebound.example' }),
  email_taken: () =>
    withBrowser(async (browser, other) => {
      await other.addAccount('acme');
      await other.call('POST', MEMBERS, { body: BOB });
      return browser.call('POST', '/setup', { ...ADA, email: BOB.email });
    }),
  last_owner: async () => {
    const { body } = await app.call('POST', MEMBERS, { body: { ...BOB, email: 'last@example.com' } });
    return app.call('DELETE', `${MEMBERS}/${body.user.id}`);
  },
  member_before: async () => {
    const body = { ...BOB, email: 'twice@example.com' };
    await app.call('POST', MEMBERS, { body });
    return app.call('POST', MEMBERS, { body });
  },
  set_up_before: () =>
    withBrowser(async (browser) => {
      await browser.call('POST', '/setup', ADA);
      return browser.call('POST', '/setup', ADA);
    }),
  link_used_or_expired: () => new TestBrowser(app.http, PUBLIC_URL).openLink(`${PUBLIC_URL}/start#nothing`),
  not_found: () => app.call('GET', '/v1/accounts/nobody'),
  method_not_allowed: () => app.call('PUT', '/v1/accounts', { body: {} }),
  request_timeout: () =>
    withApp({}, (other) => {
      // Node looks for late requests every 30 s; here it is told at once that this one is late.
      other.http.server.once('connection', (socket) =>
        socket.once('data', () => {
          const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
          other.http.server.emit('clientError', late, socket);
        }),
      );
      return raw(other, 'GET /v1/accounts HTTP/1.1\r\nhost: x\r\n');
    }),
  account_closed: () => {
    // Only a race reaches it: the account is closed after the operation found it open, before it held the scope.
    return withApp(
      {
        deps: ({ operations }) => ({
          operations: {
            ...operations,
            createSecret: async () => ({ ok: false, error: { code: 'account_closed' } }),
          },
        }),
      },
      async (other) => {
        await other.addAccount('closing');
        return other.call('POST', '/v1/accounts/closing/secrets', { body: { name: 'late' } });
      },
    );
  },
  account_id_taken: () => app.call('POST', '/v1/accounts', { body: { id: 'acme', name: 'Acme' } }),
  endpoint_paused: async () => {
    const { body } = await app.call('POST', '/v1/accounts/acme/endpoints', {
      body: { url: 'http://127.0.0.1:4999/in' },
    });
    await app.call('POST', `/v1/accounts/acme/endpoints/${body.id}/pause`);
    return app.call('POST', `/v1/accounts/acme/endpoints/${body.id}/test`);
  },
  event_id_conflict: async () => {
    const url = '/v1/accounts/acme/events';
    await app.call('POST', url, { body: { id: 'evt-1', type: 'a.b', data: 1 } });
    return app.call('POST', url, { body: { id: 'evt-1', type: 'a.b', data: 2 } });
  },
  hard_cut_not_accepted: async () => {
    const { second, url } = await twoSecrets('koreans');
    const profiles = { signature_profiles: ['standard', 'kore'] };
    await app.call('PATCH', '/v1/accounts/koreans', { body: profiles });
    return app.call('POST', `${url}/${second}/activate`, { body: { overlap_seconds: 60 } });
  },
  idempotency_in_progress: () => {
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    return withApp(
      {
        deps: ({ operations }) => ({
          operations: {
            ...operations,
            createAccount: async (...input) => {
              asked.resolve();
              await gate.promise;
              return operations.createAccount(...input);
            },
          },
        }),
      },
      async (other) => {
        const request = { body: { name: 'slow' }, headers: { 'idempotency-key': 'k' } };
        const first = other.call('POST', '/v1/accounts', request);
        await asked.promise;
        const second = await other.call('POST', '/v1/accounts', request);
        gate.resolve();
        expect((await first).status).toBe(201);
        return second;
      },
    );
  },
  overlap_open: async () => {
    const { second, url } = await twoSecrets('overlapping');
    await app.call('POST', `${url}/${second}/activate`, { body: { overlap_seconds: 60 } });
    const third = await app.call('POST', url, { body: { name: 'third' } });
    return app.call('POST', `${url}/${third.body.id}/activate`);
  },
  secret_not_cancellable: async () => {
    const { first, url } = await twoSecrets('cancelling');
    return app.call('DELETE', `${url}/${first}`);
  },
  secret_not_pending: async () => {
    const { first, url } = await twoSecrets('activating');
    return app.call('POST', `${url}/${first}/activate`);
  },
  secret_not_retiring: async () => {
    const { first, url } = await twoSecrets('moving');
    return app.call('PATCH', `${url}/${first}`, { body: { retire_at: '2099-01-01T00:00:00Z' } });
  },
  epoch_changed: async () => {
    const { second, url } = await twoSecrets('epochs');
    return app.call('POST', `${url}/${second}/activate`, { headers: { 'if-match': '"1"' } });
  },
  body_too_large: () =>
    app.call('POST', '/v1/accounts/acme/events', { body: { type: 'a.b', data: 'x'.repeat(256 * 1024) } }),
  unsupported_media_type: () =>
    app.call('POST', '/v1/accounts', { body: 'name=x', headers: { 'content-type': 'text/plain' } }),
  endpoint_url_refused: () =>
    app.call('POST', '/v1/accounts/acme/endpoints', { body: { url: 'https://10.0.0.1/in' } }),
  idempotency_key_reused: async () => {
    const headers = { 'idempotency-key': 'reused' };
    await app.call('POST', '/v1/accounts', { body: { name: 'one' }, headers });
    return app.call('POST', '/v1/accounts', { body: { name: 'two' }, headers });
  },
  limit_reached: () =>
    withApp({}, async (other) => {
      // A thousand endpoints through HTTP would be a test of patience: they are put into the database.
      const account = await other.engine.addAccount('no_secret');
      const all = Array.from({ length: ENDPOINTS_PER_ACCOUNT_MAX }, () =>
        other.engine.addEndpoint(account, 'https://receiver.example/in'),
      );
      await Promise.all(all);
      const body = { url: 'http://127.0.0.1:4999/in' };
      return other.call('POST', `/v1/accounts/${account.id}/endpoints`, { body });
    }),
  retire_at_out_of_range: async () => {
    const { first, second, url } = await twoSecrets('ranges');
    await app.call('POST', `${url}/${second}/activate`, { body: { overlap_seconds: 60 } });
    return app.call('PATCH', `${url}/${first}`, { body: { retire_at: '2099-01-01T00:00:00Z' } });
  },
  backlog_full: () =>
    withApp({ deps: () => ({ admission: () => ({ retryAfterSeconds: 3 }) }) }, async (other) => {
      await other.addAccount('acme');
      // Refused before the body is read: it is no JSON.
      return other.call('POST', '/v1/accounts/acme/events', { body: 'not read' });
    }),
  rate_limited: () =>
    withApp({}, async (other) => {
      for (let n = 0; n < WRONG_KEYS_PER_ADDRESS_MAX; n++) {
        await other.call('GET', '/v1/accounts', { as: 'a-guess-at-the-admin-key' });
      }
      return other.call('GET', '/v1/accounts');
    }),
  headers_too_large: () =>
    withApp({}, (other) => raw(other, `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`)),
  internal_error: () =>
    withApp(failing(new Error('password=hunter2')), (other) => other.call('GET', '/v1/accounts')),
  overloaded: () =>
    withApp(
      {
        // Only a race reaches it: the backlog filled between the question before the body and the publish.
        deps: ({ operations }) => ({
          operations: {
            ...operations,
            publishEvent: async () => ({ ok: false, error: { code: 'overloaded', retryAfterSeconds: 1 } }),
          },
        }),
      },
      async (other) => {
        await other.addAccount('acme');
        return other.call('POST', '/v1/accounts/acme/events', { body: { type: 'a.b', data: 1 } });
      },
    ),
  shutting_down: () => {
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    return withApp(
      {
        deps: ({ operations }) => ({
          operations: {
            ...operations,
            listAccounts: async (page) => {
              asked.resolve();
              await gate.promise;
              return operations.listAccounts(page);
            },
          },
        }),
      },
      async (other) => {
        await other.http.listen({ port: 0, host: '127.0.0.1' });
        const { port } = other.http.server.address() as AddressInfo;
        return pipelinedWhileClosing(other, port, asked.promise, gate.resolve);
      },
    );
  },
  store_unavailable: () =>
    withApp(failing(new StoreError('unavailable', 'The database is gone.')), (other) =>
      other.call('GET', '/v1/accounts'),
    ),
  storage_full: () =>
    withApp(failing(new StoreError('full', 'No space left.')), (other) => other.call('GET', '/v1/accounts')),
};

/** Two requests on one connection: the first is under way when the server begins to close, the second comes after. */
async function pipelinedWhileClosing(
  other: TestApp,
  port: number,
  firstIsUnderWay: Promise<void>,
  letFirstGo: () => void,
): Promise<TestAnswer> {
  const ask = `GET /v1/accounts HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ADMIN_KEY}\r\n\r\n`;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', resolve);
    socket.on('error', reject);
  });
  socket.write(ask);
  await firstIsUnderWay;
  const closed = other.http.close();
  socket.write(ask);
  letFirstGo();
  await ended;
  await closed;
  const problem = text.slice(text.lastIndexOf('\r\n\r\n') + 4);
  const statuses = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  expect(statuses[0]).toBe(200);
  return { status: statuses[1] ?? 0, body: JSON.parse(problem), text: problem, headers: {} };
}

describe('every problem of the registry', () => {
  it.each(PROBLEM_CODES)('is met by callers: %s', async (code) => {
    const answer = await PROVOKE[code]();
    const { status, title } = PROBLEMS[code];
    expect(answer.body).toMatchObject({
      type: `${PUBLIC_URL}/docs/problems/${code}`,
      title,
      status,
      code,
      detail: expect.stringMatching(/\.$/),
      request_id: expect.stringMatching(/^req_[0-9A-Z]{26}$/),
    });
    expect(answer.status).toBe(status);
    if (status === 429 || status === 503) expect(answer.body.retry_after_seconds).toBeGreaterThan(0);
  });

  it('has a page that its `type` links to, readable without an API key', async () => {
    for (const code of PROBLEM_CODES) {
      const page = await app.call('GET', `/docs/problems/${code}`, { as: null });
      expect(page.status).toBe(200);
      expect(page.text).toContain(PROBLEMS[code].title);
      expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    }
    const list = await app.call('GET', '/docs/problems', { as: null });
    for (const code of PROBLEM_CODES) expect(list.text).toContain(`/docs/problems/${code}"`);
  });

  it('tells nothing of what broke inside', async () => {
    const answer = await PROVOKE.internal_error();
    expect(answer.text).not.toContain('hunter2');
  });
});
