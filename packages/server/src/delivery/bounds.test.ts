import {
  ATTEMPTS_IN_FLIGHT_MAX,
  DELIVERIES_IN_MEMORY_MAX,
  ENDPOINT_CONCURRENCY_MAX,
  ENDPOINT_DELIVERIES_IN_MEMORY_MAX,
  ORIGIN_CONNECTIONS_MAX,
  QUEUE_WAIT_MS_MAX,
} from '@keyturn/core';
import { anAuditEntry, eventually, makeGate, respond, waitFor } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, REAL_CLOCK } from '../test-engine.ts';

const open = closedAfterEach();

describe('requests under way', () => {
  it('are bounded for one endpoint', async () => {
    const gate = makeGate();
    const test = await open.engine();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const refs = (
      await Promise.all(Array.from({ length: 50 }, () => test.publish(account, [endpoint])))
    ).flat();
    await receiver.waitForRequests(ENDPOINT_CONCURRENCY_MAX);
    expect(test.engine.stats()).toMatchObject({ inFlight: ENDPOINT_CONCURRENCY_MAX, queued: 40 });
    gate.open();
    for (const ref of refs) await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    expect(receiver.openCountMax).toBe(ENDPOINT_CONCURRENCY_MAX);
    expect(receiver.requests).toHaveLength(50);
  });

  it('are bounded for one origin, each on a connection of its own, and every endpoint there has its turn', async () => {
    const gate = makeGate();
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoints = await Promise.all(
      Array.from({ length: 30 }, (_, n) => test.addEndpoint(account, receiver.url(`/${n}`))),
    );
    // Once each, so that no secret has to be read any more.
    await test.publish(account, endpoints);
    await receiver.waitForRequests(30);
    receiver.requests.splice(0);
    receiver.answerAlways(waitFor(gate));
    const rounds = Array.from({ length: 6 }, () => test.publish(account, endpoints));
    const refs = (await Promise.all(rounds)).flat();
    await receiver.waitForRequests(ORIGIN_CONNECTIONS_MAX);
    expect(test.engine.stats().inFlight).toBe(ORIGIN_CONNECTIONS_MAX);
    // In turn: nobody has four before everybody has two.
    const counts = new Map<string, number>();
    for (const { path } of receiver.requests) counts.set(path, (counts.get(path) ?? 0) + 1);
    expect(counts.size).toBe(30);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(3);
    gate.open();
    for (const ref of refs) await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    expect(receiver.openCountMax).toBe(ORIGIN_CONNECTIONS_MAX);
    expect(receiver.connectionCount).toBe(ORIGIN_CONNECTIONS_MAX);
  });

  it('of one endpoint that never answers hold up no other', async () => {
    const test = await open.engine();
    const tarpit = await open.receiver({ type: 'hang' });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const slow = await test.addEndpoint(account, tarpit.url());
    const others = await Promise.all(
      Array.from({ length: 99 }, (_, n) => test.addEndpoint(account, receiver.url(`/${n}`))),
    );
    for (let n = 0; n < 100; n++) await test.publish(account, [slow]);
    await tarpit.waitForRequests(ENDPOINT_CONCURRENCY_MAX);
    const refs = await test.publish(account, others);
    for (const ref of refs) await test.waitForDelivery(account, ref, { status: 'delivered' });
    expect(tarpit.requests).toHaveLength(ENDPOINT_CONCURRENCY_MAX);
  });
});

describe('requests under way to hundreds of endpoints that never answer', () => {
  it('leave some for the others', async () => {
    const test = await open.engine({
      resolvers: {
        queries: { resolve4: async () => [{ address: '127.0.0.1', ttl: 60 }], resolve6: async () => [] },
      },
    });
    const tarpit = await open.receiver({ type: 'hang' });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const silent = await Promise.all(
      Array.from({ length: 220 }, (_, n) =>
        test.addEndpoint(account, `http://h${n % 44}.example:${tarpit.port}/${n}`),
      ),
    );
    const quiet = await test.addEndpoint(account, receiver.url());
    for (let n = 0; n < ENDPOINT_CONCURRENCY_MAX; n++) await test.publish(account, silent);
    await tarpit.waitForRequests(220, 20_000);
    const [ref = 0 as never] = await test.publish(account, [quiet]);
    await test.waitForDelivery(account, ref, { status: 'delivered' });
    expect(test.engine.stats().inFlight).toBeLessThan(ATTEMPTS_IN_FLIGHT_MAX);
  }, 60_000);
});

describe('deliveries in memory', () => {
  it('are bounded for one endpoint, and those beyond it are claimed when there is room', async () => {
    const gate = makeGate();
    const test = await open.engine();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.engine.start();
    const publishes = Array.from({ length: ENDPOINT_DELIVERIES_IN_MEMORY_MAX + 200 }, () =>
      test.publish(account, [endpoint]),
    );
    await Promise.all(publishes);
    const { inFlight, queued } = test.engine.stats();
    expect(inFlight + queued).toBeLessThanOrEqual(ENDPOINT_DELIVERIES_IN_MEMORY_MAX);
    gate.open();
    await receiver.waitForRequests(publishes.length, 20_000);
    await eventually(async () => expect(await test.store.hot.countWaiting()).toBe(0), { deadlineMs: 20_000 });
    expect(new Set(receiver.requests.map((one) => one.headers['webhook-id'])).size).toBe(publishes.length);
  }, 60_000);

  it('that wait for too long are handed back, and no attempt is spent on them', async () => {
    const clock = { aheadMs: 0 };
    const gate = makeGate();
    const test = await open.engine({
      clock: {
        wall: () => (REAL_CLOCK.wall() + clock.aheadMs) as never,
        monotonic: () => (REAL_CLOCK.monotonic() + clock.aheadMs) as never,
      },
    });
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const refs = (
      await Promise.all(Array.from({ length: 15 }, () => test.publish(account, [endpoint])))
    ).flat();
    await receiver.waitForRequests(ENDPOINT_CONCURRENCY_MAX);
    clock.aheadMs += QUEUE_WAIT_MS_MAX + 1;
    await eventually(() => expect(test.engine.stats()).toMatchObject({ queued: 0, uncommitted: 0 }), {
      deadlineMs: 15_000,
    });
    gate.open();
    await eventually(() => expect(test.engine.stats()).toMatchObject({ inFlight: 0, uncommitted: 0 }), {
      deadlineMs: 15_000,
    });
    const deliveries = await Promise.all(refs.map((ref) => test.delivery(account, ref)));
    const waiting = deliveries.filter((delivery) => delivery.status === 'waiting');
    expect(waiting).toHaveLength(5);
    expect(waiting.every((delivery) => delivery.attempts === 0)).toBe(true);
    expect(receiver.requests).toHaveLength(ENDPOINT_CONCURRENCY_MAX);
  });

  it('leave room for a quiet endpoint beside loud ones', async () => {
    const test = await open.engine();
    const tarpit = await open.receiver({ type: 'hang' });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const loud = await Promise.all(
      Array.from({ length: 12 }, (_, n) => test.addEndpoint(account, tarpit.url(`/${n}`))),
    );
    const quiet = await test.addEndpoint(account, receiver.url());
    for (let n = 0; n < ENDPOINT_DELIVERIES_IN_MEMORY_MAX; n += 50) {
      await Promise.all(Array.from({ length: 50 }, () => test.publish(account, loud)));
    }
    const { inFlight, queued } = test.engine.stats();
    expect(inFlight + queued).toBeGreaterThan(DELIVERIES_IN_MEMORY_MAX / 2);
    expect(inFlight + queued).toBeLessThan(DELIVERIES_IN_MEMORY_MAX);
    // Nothing is claimed in this test: it goes out from memory, or not at all.
    const [ref = 0 as never] = await test.publish(account, [quiet]);
    await test.waitForDelivery(account, ref, { status: 'delivered' });
  }, 60_000);
});

describe('a paused endpoint', () => {
  it('is sent nothing, and its deliveries go out when it is resumed', async () => {
    const test = await open.engine();
    const receiver = await open.receiver(respond(200));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.engine.start();
    const setPaused = async (paused: { at: never; reason: 'manual' } | undefined) => {
      const audit = anAuditEntry({ accountRef: account.ref });
      await test.store.endpoints.setPaused(account.ref, endpoint.ref, paused, test.clock.wall(), audit);
      test.directory.forget(account.ref);
      test.engine.wake();
    };
    await setPaused({ at: test.clock.wall() as never, reason: 'manual' });
    const refs = [...(await test.publish(account, [endpoint])), ...(await test.publish(account, [endpoint]))];
    const other = await test.addEndpoint(account, receiver.url('/other'));
    const [last = 0 as never] = await test.publish(account, [other]);
    await test.waitForDelivery(account, last, { status: 'delivered' });
    expect(receiver.requests.map((request) => request.path)).toEqual(['/other']);
    await setPaused(undefined);
    for (const ref of refs) await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
  });
});
