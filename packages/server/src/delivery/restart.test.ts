import { CLAIM_MS } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import { anAuditEntry, eventually, makeGate, respond, waitFor } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, REAL_CLOCK } from '../test-engine.ts';

const open = closedAfterEach();

/** The process's clocks, which a test can set forward. */
function aClock() {
  const ahead = { ms: 0 };
  return {
    ahead,
    clock: {
      wall: () => (REAL_CLOCK.wall() + ahead.ms) as never,
      monotonic: () => (REAL_CLOCK.monotonic() + ahead.ms) as never,
    },
  };
}

describe('a drain', () => {
  it('lets requests under way end, records them, and hands back what had not begun', async () => {
    const gate = makeGate();
    const test = await open.engine();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const refs = (
      await Promise.all(Array.from({ length: 30 }, () => test.publish(account, [endpoint])))
    ).flat();
    await receiver.waitForRequests(10);
    const drained = test.engine.drain();
    expect(test.engine.admission()).toMatchObject({ retryAfterSeconds: expect.any(Number) });
    await eventually(() => expect(test.engine.stats().queued).toBe(0), { deadlineMs: 15_000 });
    gate.open();
    await drained;
    await test.engine.drain();
    expect(test.engine.stats()).toEqual({ inFlight: 0, queued: 0, uncommitted: 0 });
    const deliveries = await Promise.all(refs.map((ref) => test.delivery(account, ref)));
    expect(deliveries.filter((delivery) => delivery.status === 'delivered')).toHaveLength(10);
    const handedBack = deliveries.filter((delivery) => delivery.status === 'waiting');
    expect(handedBack).toHaveLength(20);
    const now = Date.now();
    expect(
      handedBack.every(({ attempts, nextAttemptAt = 0 }) => attempts === 0 && nextAttemptAt <= now),
    ).toBe(true);
    expect(receiver.requests).toHaveLength(10);
  });

  it('answers publishes that it had taken, and sends them no more', async () => {
    const gate = makeGate();
    const test = await open.engine({
      hot: (hot) => ({
        ...hot,
        commitBatch: async (batch) => {
          if (batch.publishes.length > 0) await gate.opened;
          return hot.commitBatch(batch);
        },
      }),
    });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const published = test.publish(account, [endpoint]);
    const drained = test.engine.drain();
    gate.open();
    const [ref = 0 as never] = await published;
    await drained;
    expect(await test.delivery(account, ref)).toMatchObject({ status: 'waiting', attempts: 0 });
    expect(receiver.requests).toHaveLength(0);
  });
});

describe('a process that died', () => {
  it('leaves its deliveries to the next one, which sends them at once', async () => {
    const gate = makeGate();
    const test = await open.engine();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const refs = (
      await Promise.all(Array.from({ length: 20 }, () => test.publish(account, [endpoint])))
    ).flat();
    await receiver.waitForRequests(10);
    const dead = test.engine;
    open.add({ close: () => dead.drain() });
    receiver.answerAlways(respond(200));
    test.engine = test.makeEngine();
    await test.engine.start();
    for (const ref of refs) await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    expect(test.log.lines).toEqual(['info: claims of an earlier process released']);
    gate.open();
    await dead.drain();
    // What the dead one still brought came too late, and changed nothing.
    for (const ref of refs) expect(await test.delivery(account, ref)).toMatchObject({ attempts: 1 });
    expect(test.metrics.lateResults.count).toBe(10);
  });
});

describe('what is due later', () => {
  it('is tried again when its time has come, on the schedule, until it is delivered', async () => {
    const { ahead, clock } = aClock();
    const test = await open.engine({ clock });
    const receiver = await open.receiver();
    receiver.answerNext(respond(500), respond(500));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.engine.start();
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, ref, { attempts: 1 });
    ahead.ms += 7_000;
    await test.waitForDelivery(account, ref, { attempts: 2, status: 'waiting' });
    ahead.ms += 40_000;
    await test.waitForDelivery(account, ref, { attempts: 3, status: 'delivered' });
    expect((await test.attempts(account, ref)).map(({ n, cause }) => [n, cause])).toEqual([
      [1, 'http_status'],
      [2, 'http_status'],
      [3, 'ok'],
    ]);
    expect(new Set(receiver.requests.map((request) => request.headers['webhook-id'])).size).toBe(1);
  });

  it('is dead after the last attempt of the schedule, and a manual retry starts anew', async () => {
    const { ahead, clock } = aClock();
    const test = await open.engine({ clock });
    const receiver = await open.receiver(respond(500));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.engine.start();
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    for (let n = 1; n <= 12; n++) {
      await test.waitForDelivery(account, ref, { attempts: n });
      ahead.ms += 30 * 3600_000;
    }
    await test.waitForDelivery(account, ref, { status: 'dead', deadReason: 'exhausted', attempts: 12 });
    receiver.answerAlways(respond(200));
    await test.store.deliveries.retry(
      account.ref,
      ref,
      clock.wall(),
      anAuditEntry({ accountRef: account.ref }),
    );
    test.engine.wake();
    await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 13, generation: 2 });
  });

  it('is claimed anew when a claim ran out', async () => {
    const { ahead, clock } = aClock();
    const gate = makeGate();
    const held = makeGate();
    let isFirst = true;
    const test = await open.engine({
      clock,
      hot: (hot) => ({
        ...hot,
        // The result is held up on its way to the disk until the claim is over.
        commitBatch: async (batch) => {
          if (isFirst && batch.outcomes.length > 0) {
            isFirst = false;
            held.open();
            await gate.opened;
          }
          return hot.commitBatch(batch);
        },
      }),
    });
    const receiver = await open.receiver(respond(500));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await held.opened;
    ahead.ms += CLAIM_MS + 1_000;
    await test.store.hot.sweepLanes(clock.wall());
    const second = test.makeEngine();
    open.add({ close: () => second.drain() });
    receiver.answerAlways(respond(200));
    await second.start();
    await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    gate.open();
    await eventually(() => expect(test.metrics.lateResults.count).toBe(1), { deadlineMs: 15_000 });
    expect(await test.delivery(account, ref)).toMatchObject({ status: 'delivered', attempts: 1 });
  });
});

describe('a database that is away', () => {
  it('is told to publishers, and results are kept and written when it is back', async () => {
    let isAway = false;
    const away = () => Promise.reject(new StoreError('unavailable', 'The database does not answer.'));
    const test = await open.engine({
      hot: (hot) => ({
        ...hot,
        commitBatch: (batch) => (isAway ? away() : hot.commitBatch(batch)),
        claimDue: (request) => (isAway ? away() : hot.claimDue(request)),
      }),
    });
    const gate = makeGate();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.engine.start();
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await receiver.waitForRequests(1);
    isAway = true;
    gate.open();
    await expect(test.publish(account, [endpoint])).rejects.toMatchObject({ code: 'unavailable' });
    await eventually(() => expect(test.metrics.commitsFailed.count).toBeGreaterThanOrEqual(3), {
      deadlineMs: 15_000,
    });
    expect(test.engine.stats().uncommitted).toBe(1);
    isAway = false;
    await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    const [next = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, next, { status: 'delivered' });
    expect(test.metrics.publishesFailed.count).toBe(1);
    expect(receiver.requests).toHaveLength(2);
    expect(test.log.lines).toContain('info: the database takes commits again');
  });
});

describe('a database that stays away', () => {
  /** An engine whose database takes what is published, and nothing else while it is away. */
  async function openAway(limits: { readonly outcomesHeldMax: number }) {
    const database = { isAway: false };
    const test = await open.engine({
      limits,
      hot: (hot) => ({
        ...hot,
        commitBatch: (batch) =>
          database.isAway
            ? Promise.reject(new StoreError('unavailable', 'The database does not answer.'))
            : hot.commitBatch(batch),
      }),
    });
    const gate = makeGate();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const published = Array.from({ length: 60 }, () => test.publish(account, [endpoint]));
    await Promise.all(published);
    await receiver.waitForRequests(10);
    database.isAway = true;
    gate.open();
    return { test, receiver, database };
  }

  it('stops sending once so many results wait, and goes on when it is back', async () => {
    const { test, receiver, database } = await openAway({ outcomesHeldMax: 20 });
    await eventually(() => expect(test.engine.stats().inFlight).toBe(0), { deadlineMs: 15_000 });
    expect(receiver.requests.length).toBeGreaterThanOrEqual(20);
    expect(receiver.requests.length).toBeLessThan(30);
    database.isAway = false;
    await receiver.waitForRequests(60);
    await eventually(async () => expect(await test.store.hot.countWaiting()).toBe(0), { deadlineMs: 15_000 });
    expect(receiver.requests).toHaveLength(60);
  });

  it('is not waited for any longer than results may take, when the process ends', async () => {
    const { test } = await openAway({ outcomesHeldMax: 20 });
    await test.engine.drain();
    expect(test.engine.stats().uncommitted).toBe(60);
    expect(test.log.lines).toContain('error: results could not be written; their deliveries are made again');
  });
});

describe('an endpoint that cannot be read', () => {
  it.each(['endpoints', 'secrets'])('for a moment is sent to when it can: %s', async (what) => {
    let failures = 2;
    const failFirst = <Args extends readonly unknown[], Found>(read: (...args: Args) => Promise<Found>) => {
      return (...args: Args) =>
        failures-- > 0
          ? Promise.reject(new StoreError('unavailable', 'The database does not answer.'))
          : read(...args);
    };
    const test = await open.engine({
      reads: (store) => ({
        accounts: store.accounts,
        endpoints:
          what === 'endpoints'
            ? { ...store.endpoints, listAll: failFirst(store.endpoints.listAll) }
            : store.endpoints,
        keysets:
          what === 'secrets'
            ? { ...store.keysets, findSealed: failFirst(store.keysets.findSealed) }
            : store.keysets,
      }),
    });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    expect(failures).toBeLessThan(0);
    expect(test.log.lines).toEqual(['error: an endpoint or its secrets could not be read']);
  });
});

describe('secrets that do not open', () => {
  it('send nothing unsigned: their deliveries wait, no attempt is spent, and it is said once', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret');
    const endpoints = [
      await test.addEndpoint(account, receiver.url('/a')),
      await test.addEndpoint(account, receiver.url('/b')),
    ];
    const stranger = await open.engine();
    // Sealed under another installation's master key.
    const id = 'sec_x' as never;
    const sealed = stranger.keyring.makeSecret(account.ref, account.ref, id);
    await test.storeSecret(account.ref, id, sealed.keyId, sealed.sealed);
    await test.engine.start();
    const refs = [...(await test.publish(account, endpoints)), ...(await test.publish(account, endpoints))];
    for (const ref of refs) {
      await eventually(
        async () => {
          const { nextAttemptAt = 0, ...delivery } = await test.delivery(account, ref);
          expect(delivery).toMatchObject({ status: 'waiting', attempts: 0 });
          expect(nextAttemptAt - Date.now()).toBeGreaterThan(35_000);
        },
        { deadlineMs: 15_000 },
      );
    }
    expect(test.metrics.signingBlocked.count).toBeGreaterThanOrEqual(1);
    expect(test.log.lines.filter((line) => line.includes('do not open'))).toHaveLength(1);
    expect(receiver.requests).toHaveLength(0);
  });
});
