import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeRetryingFetch, RETRY_DEFAULTS, type RetryOptions } from './retrying-fetch.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Scripted =
  | number
  | 'lost'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly code?: string };

/** A server that answers by a script, and keeps what it was sent. */
function aServer(...script: Scripted[]) {
  const received: { body: string; key: string | null; atMs: number }[] = [];
  const startedAt = Date.now();
  const fetch = async (request: Request): Promise<Response> => {
    const body = await request.text();
    received.push({ body, key: request.headers.get('idempotency-key'), atMs: Date.now() - startedAt });
    const next = script.shift() ?? 200;
    if (next === 'lost') throw new TypeError('fetch failed');
    const { status, headers = {}, code } = typeof next === 'number' ? { status: next } : next;
    if (status < 400) return new Response('{}', { status });
    const problem = { code: code ?? 'store_unavailable', status, detail: 'no.' };
    return new Response(JSON.stringify(problem), {
      status,
      headers: { 'content-type': 'application/problem+json', ...headers },
    });
  };
  return { fetch, received };
}

const aRequest = (method: string, given: RequestInit & { path?: string } = {}) =>
  new Request(`http://keyturn.test${given.path ?? '/v1/accounts'}`, {
    method,
    ...(method === 'GET' ? {} : { body: '{"name":"a"}' }),
    ...given,
  });
const KEY = { headers: { 'idempotency-key': 'k' } };

/** Sends, lets all waits pass, and gives the status or the failure's message. */
async function send(
  server: ReturnType<typeof aServer>,
  request: Request,
  options: Partial<RetryOptions> = {},
): Promise<number | string> {
  const outcome = makeRetryingFetch(server.fetch, { ...RETRY_DEFAULTS, ...options })(request).then(
    ({ status }) => status,
    (error: unknown) => (error as Error).message,
  );
  await vi.runAllTimersAsync();
  return outcome;
}

describe('a request is tried again', () => {
  it('after a failed connection, with the same body and key', async () => {
    const server = aServer('lost', 'lost', 201);
    expect(await send(server, aRequest('POST', KEY))).toBe(201);
    expect(server.received).toMatchObject([
      { body: '{"name":"a"}', key: 'k' },
      { body: '{"name":"a"}', key: 'k' },
      { body: '{"name":"a"}', key: 'k' },
    ]);
  });

  it('after as long as Retry-After says', async () => {
    const server = aServer({ status: 429, headers: { 'retry-after': '7' } }, 202);
    expect(await send(server, aRequest('POST', KEY))).toBe(202);
    expect(server.received[1]?.atMs).toBe(7_000);
  });

  it('but never later than the bound, whatever the server says', async () => {
    const server = aServer({ status: 503, headers: { 'retry-after': '86400' } }, 200);
    expect(await send(server, aRequest('GET'), { waitMsMax: 1_000 })).toBe(200);
    expect(server.received[1]?.atMs).toBe(1_000);
  });

  it('ever later when the server does not say', async () => {
    const server = aServer(503, 503, 503, 200);
    await send(server, aRequest('GET'));
    const waits = server.received.map(({ atMs }, n) => atMs - (server.received[n - 1]?.atMs ?? 0)).slice(1);
    for (const [n, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(125 * 2 ** n);
      expect(wait).toBeLessThanOrEqual(250 * 2 ** n);
    }
  });

  it('three times, and then the last answer stands', async () => {
    const server = aServer(503, 503, 503, 503, 200);
    expect(await send(server, aRequest('GET'))).toBe(503);
    expect(server.received).toHaveLength(4);
    const lost = aServer('lost', 'lost', 'lost', 'lost', 200);
    expect(await send(lost, aRequest('GET'))).toBe('fetch failed');
  });

  it('while the first one, whose answer was lost, is still at work', async () => {
    const inProgress = { status: 409, code: 'idempotency_in_progress' };
    const server = aServer('lost', inProgress, 201);
    expect(await send(server, aRequest('POST', KEY))).toBe(201);
    // Met at once, somebody else has the key.
    expect(await send(aServer(inProgress, 201), aRequest('POST', KEY))).toBe(409);
  });

  it.each(['activate', 'pause', 'resume'])(
    'when it is an act that is the same done twice: %s',
    async (act) => {
      const server = aServer('lost', 200);
      expect(await send(server, aRequest('POST', { path: `/v1/accounts/a/x/y/${act}` }))).toBe(200);
    },
  );
});

describe('a request is not tried again', () => {
  it.each([400, 401, 403, 404, 409, 412, 422, 500, 502, 507])('after %i', async (status) => {
    const server = aServer(status, 200);
    expect(await send(server, aRequest('POST', KEY))).toBe(status);
  });

  it('when nobody can tell whether it was done: a DELETE, or a POST without a key', async () => {
    for (const request of [aRequest('DELETE'), aRequest('POST')]) {
      expect(await send(aServer('lost', 200), request.clone())).toBe('fetch failed');
      expect(await send(aServer(503, 200), request.clone())).toBe(503);
    }
  });

  it('unless the server says that it did not take it', async () => {
    for (const code of ['overloaded', 'shutting_down']) {
      expect(await send(aServer({ status: 503, code }, 200), aRequest('DELETE'))).toBe(200);
    }
    expect(await send(aServer(429, 200), aRequest('DELETE'))).toBe(200);
  });

  it('when retries are turned off', async () => {
    expect(await send(aServer(503, 200), aRequest('GET'), { retries: 0 })).toBe(503);
  });

  it('once its signal has ended it, not even while it waits', async () => {
    const controller = new AbortController();
    const server = aServer({ status: 429, headers: { 'retry-after': '20' } }, 200);
    const outcome = makeRetryingFetch(
      server.fetch,
      RETRY_DEFAULTS,
    )(aRequest('GET', { signal: controller.signal })).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    controller.abort(new Error('enough'));
    expect(await outcome).toMatchObject({ message: 'enough' });
    expect(server.received).toHaveLength(1);
  });
});
