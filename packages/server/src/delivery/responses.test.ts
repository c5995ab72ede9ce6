import { gzipSync } from 'node:zlib';
import {
  type Answer,
  eventually,
  gone,
  makeGate,
  redirectTo,
  resetAfterHead,
  resetBeforeHead,
  respond,
  retryAfter,
  waitFor,
} from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, type TestEngineWishes } from '../test-engine.ts';
import { TcpProxy } from '../test-tcp-proxy.ts';

const open = closedAfterEach();

/** Publishes one event to a receiver that answers as told, and gives its delivery once the attempt is on disk. */
async function attemptWith(answer: Answer, wishes: TestEngineWishes = {}) {
  const test = await open.engine(wishes);
  const receiver = await open.receiver(answer);
  const account = await test.addAccount();
  const endpoint = await test.addEndpoint(account, receiver.url());
  const publishedAt = Date.now();
  const [ref = 0 as never] = await test.publish(account, [endpoint]);
  const delivery = await test.waitForDelivery(account, ref, { attempts: 1 });
  const [attempt] = await test.attempts(account, ref);
  return { test, receiver, account, endpoint, ref, delivery, attempt, publishedAt };
}

const QUICK = { limits: { attemptDeadlineMs: 1_000, responseBodyMs: 300 } };

describe('an answer', () => {
  it.each([200, 201, 202, 204, 299])('%i is a delivery', async (status) => {
    const { delivery, attempt } = await attemptWith(respond(status));
    expect(delivery.status).toBe('delivered');
    expect(attempt).toMatchObject({ cause: 'ok', statusCode: status });
  });

  it.each([400, 401, 404, 409, 500, 503])('%i is tried again after about five seconds', async (status) => {
    const { delivery, attempt, publishedAt } = await attemptWith(respond(status, { 'x-a': 'b' }, 'no'));
    expect(delivery.status).toBe('waiting');
    expect(attempt).toMatchObject({ cause: 'http_status', statusCode: status });
    const delayMs = (delivery.nextAttemptAt ?? 0) - publishedAt;
    expect(delayMs).toBeGreaterThanOrEqual(5_000);
    expect(delayMs).toBeLessThan(10_000);
  });

  it('is not kept when its receiver is inside', async () => {
    const { attempt } = await attemptWith(respond(500, { 'x-secret': 'of the house' }, 'inside'));
    expect(attempt?.responseBody).toBeUndefined();
    expect(attempt?.responseHeaders).toBeUndefined();
  });

  it('with a redirect is a failure, and nobody follows it', async () => {
    const elsewhere = await open.receiver();
    const { attempt, receiver, test } = await attemptWith(redirectTo(elsewhere.url()));
    expect(attempt).toMatchObject({ cause: 'redirect', statusCode: 302 });
    await test.engine.drain();
    expect(receiver.requests).toHaveLength(1);
    expect(elsewhere.requests).toHaveLength(0);
  });

  it('of 410 pauses the endpoint: no second request, and its deliveries wait', async () => {
    const { test, receiver, account, endpoint, ref } = await attemptWith(gone());
    await test.engine.start();
    await eventually(
      async () => {
        const stored = await test.store.endpoints.findByRef(account.ref, endpoint.ref);
        expect(stored?.paused?.reason).toBe('gone');
      },
      { deadlineMs: 15_000 },
    );
    const [later = 0 as never] = await test.publish(account, [endpoint]);
    const other = await open.receiver();
    const [last = 0 as never] = await test.publish(account, [await test.addEndpoint(account, other.url())]);
    await test.waitForDelivery(account, last, { status: 'delivered' });
    expect(await test.delivery(account, ref)).toMatchObject({ status: 'waiting', attempts: 1 });
    expect(await test.delivery(account, later)).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(receiver.requests).toHaveLength(1);
  });

  it('of 410 stops what was queued behind it, at once', async () => {
    const gate = makeGate();
    const test = await open.engine();
    const receiver = await open.receiver(waitFor(gate, gone()));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const refs = (
      await Promise.all(Array.from({ length: 30 }, () => test.publish(account, [endpoint])))
    ).flat();
    await receiver.waitForRequests(10);
    expect(test.engine.stats()).toMatchObject({ inFlight: 10, queued: 20 });
    gate.open();
    await eventually(() => expect(test.engine.stats().uncommitted + test.engine.stats().inFlight).toBe(0), {
      deadlineMs: 15_000,
    });
    expect(receiver.requests).toHaveLength(10);
    const attempts = await Promise.all(refs.map(async (ref) => (await test.delivery(account, ref)).attempts));
    expect(attempts.filter((count) => count === 0)).toHaveLength(20);
  });

  it('with Retry-After holds the whole endpoint for as long, and no other', async () => {
    const { test, receiver, account, endpoint, ref, publishedAt } = await attemptWith(retryAfter('30'));
    await test.engine.start();
    const [later = 0 as never] = await test.publish(account, [endpoint]);
    const other = await open.receiver();
    const [last = 0 as never] = await test.publish(account, [await test.addEndpoint(account, other.url())]);
    await test.waitForDelivery(account, last, { status: 'delivered' });
    expect(receiver.requests).toHaveLength(1);
    const { nextAttemptAt = 0 } = await test.delivery(account, ref);
    expect(nextAttemptAt - publishedAt).toBeGreaterThanOrEqual(30_000);
    expect(await test.delivery(account, later)).toMatchObject({ status: 'waiting', attempts: 0 });
  });

  it('is delivered when its head is, whatever becomes of its body', async () => {
    const { attempt } = await attemptWith(resetAfterHead(200));
    expect(attempt).toMatchObject({ cause: 'ok', statusCode: 200 });
  });
});

describe('a receiver that takes its time', () => {
  it('is given up at the deadline when it never answers', async () => {
    const { attempt } = await attemptWith({ type: 'hang' }, QUICK);
    expect(attempt?.cause).toBe('timeout');
    expect(attempt?.durationMs).toBeGreaterThanOrEqual(1_000);
  });

  it('is given up at the deadline when it drips its head', async () => {
    const { attempt, receiver } = await attemptWith({ type: 'drip_head', everyMs: 50 }, QUICK);
    expect(attempt).toMatchObject({ cause: 'timeout' });
    expect(receiver.requests).toHaveLength(1);
  });

  it('is given up while it is connected to', async () => {
    const never = makeGate();
    const test = await open.engine({
      ...QUICK,
      resolvers: {
        queries: {
          resolve4: async () => {
            await never.opened;
            return [];
          },
          resolve6: async () => [],
        },
      },
    });
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, 'http://slow.example:8080/');
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, ref, { attempts: 1 });
    expect(await test.attempts(account, ref)).toMatchObject([{ cause: 'timeout' }]);
    expect(test.engine.stats().inFlight).toBe(0);
    never.open();
  });

  it('has delivered with its head when it drips its body, and is not read for long', async () => {
    const { attempt, test } = await attemptWith({ type: 'drip_body', status: 200, everyMs: 20 }, QUICK);
    expect(attempt).toMatchObject({ cause: 'ok', statusCode: 200 });
    await eventually(() => expect(test.engine.stats().inFlight).toBe(0), { deadlineMs: 15_000 });
  });
});

describe('a body that is too much', () => {
  it('is not read to its end, and the connection is closed', async () => {
    const receiver = await open.receiver({ type: 'huge_body', status: 200, bytes: 2 ** 33 });
    const proxy = open.add(await TcpProxy.open(receiver.port));
    const test = await open.engine();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, `http://127.0.0.1:${proxy.port}/`);
    const before = process.memoryUsage().rss;
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    await eventually(() => expect(proxy.connections[0]?.socket.destroyed).toBe(true), { deadlineMs: 15_000 });
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('is never decompressed, and was asked for uncompressed', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    const answer = respond(500, { 'content-encoding': 'gzip', 'content-type': 'text/plain' }, bomb);
    const { attempt, receiver } = await attemptWith(answer);
    expect(receiver.requests[0]?.headers['accept-encoding']).toBe('identity');
    expect(attempt).toMatchObject({ cause: 'http_status', statusCode: 500 });
  });

  it('of a head is refused', async () => {
    const head = `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(6_000)}\r\n`;
    const { attempt } = await attemptWith({ type: 'raw', text: head, after: 'keep' });
    expect(attempt?.cause).toBe('response_invalid');
  });
});

describe('a connection that breaks', () => {
  it('before the head is a failure', async () => {
    const { attempt, receiver } = await attemptWith(resetBeforeHead());
    expect(attempt?.cause).toBe('connection_reset');
    expect(receiver.requests).toHaveLength(1);
  });

  it.each([
    ['what is not HTTP', 'HTP/9 nonsense\r\n\r\n'],
    ['an answer to nobody', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nxx'],
  ])('or brings %s is a failure', async (_what, text) => {
    const { attempt } = await attemptWith({ type: 'raw', text, after: 'keep' });
    expect(attempt?.cause).toBe('response_invalid');
  });

  it('informational answers before the real one are let pass', async () => {
    const text = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n';
    const { attempt } = await attemptWith({ type: 'raw', text, after: 'keep' });
    expect(attempt).toMatchObject({ cause: 'ok', statusCode: 204 });
  });

  it('is a failure when nobody listens', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await receiver.close();
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, ref, { attempts: 1 });
    expect(await test.attempts(account, ref)).toMatchObject([{ cause: 'connect_failed' }]);
  });

  it('because it had been kept costs no attempt: once more on a fresh one', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const [first = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, first, { status: 'delivered' });
    // The receiver takes the request on the kept connection, and closes it without a word, as if it had been closing it already.
    receiver.answerNext(resetBeforeHead());
    const [second = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, second, { status: 'delivered', attempts: 1 });
    expect(test.metrics.resentOnFreshConnection.count).toBe(1);
    expect(receiver.requests).toHaveLength(3);
    const [, one, two] = receiver.requests;
    expect(two?.headers['webhook-timestamp']).toBe(one?.headers['webhook-timestamp']);
    expect(receiver.connectionCount).toBe(2);
  });

  it('again on the fresh one is a failure', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const [first = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, first, { status: 'delivered' });
    receiver.answerAlways(resetBeforeHead());
    const [second = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, second, { status: 'waiting', attempts: 1 });
    expect(await test.attempts(account, second)).toMatchObject([{ cause: 'connection_reset' }]);
    expect(receiver.requests).toHaveLength(3);
  });

  it('is kept no longer than the receiver says, less a second', async () => {
    const test = await open.engine();
    const receiver = await open.receiver(
      respond(200, { 'keep-alive': 'timeout=1', connection: 'keep-alive' }),
    );
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    for (let n = 1; n <= 2; n++) {
      const [ref = 0 as never] = await test.publish(account, [endpoint]);
      await test.waitForDelivery(account, ref, { status: 'delivered' });
    }
    expect(receiver.connectionCount).toBe(2);
  });
});

describe('an endpoint that may not be reached', () => {
  it('is not connected to, and the attempt says why', async () => {
    const test = await open.engine({ allowTargets: '' });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    for (const url of [
      receiver.url(),
      `http://localhost:${receiver.port}/`,
      'https://u:p@example.com/',
      'nonsense',
    ]) {
      const endpoint = await test.addEndpoint(account, url);
      const [ref = 0 as never] = await test.publish(account, [endpoint]);
      await test.waitForDelivery(account, ref, { attempts: 1 });
      expect(await test.attempts(account, ref)).toMatchObject([{ cause: 'target_not_allowed' }]);
    }
    expect(receiver.connectionCount).toBe(0);
  });

  it('is reached without the proxies of the environment', async () => {
    const proxy = await open.receiver();
    process.env.HTTP_PROXY = proxy.url('');
    process.env.http_proxy = proxy.url('');
    try {
      const { delivery } = await attemptWith(respond(200));
      expect(delivery.status).toBe('delivered');
      expect(proxy.connectionCount).toBe(0);
    } finally {
      delete process.env.HTTP_PROXY;
      delete process.env.http_proxy;
    }
  });
});
