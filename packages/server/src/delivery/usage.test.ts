// What the engine counts, on a real database and with real receivers, held against what the receivers saw.
import type { AccountRef, EpochMs } from '@keyturn/core';
import { type Attempt, StoreError, type UsageKind } from '@keyturn/store';
import { eventually, makeGate, type ReceivedRequest, respond, waitFor } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, type TestEngine } from '../test-engine.ts';

const open = closedAfterEach();

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Everything that was counted of an account in the last hour, by label. */
async function countsOf(test: TestEngine, accountRef: AccountRef, kind: UsageKind) {
  const now = Date.now();
  const since = (now - (now % MINUTE_MS) - HOUR_MS) as EpochMs;
  const span = { since, until: (now + HOUR_MS) as EpochMs, stepMs: 2 * HOUR_MS };
  const rows = await test.store.usage.sum(accountRef, kind, span);
  return Object.fromEntries(rows.map(({ label, count }) => [label, count]));
}

/** Requests of a receiver by what their headers say of the keys. */
function requestsByKeys(requests: readonly ReceivedRequest[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { headers } of requests) {
    const label = `delivered ${headers['keyturn-key-id'] ?? ''}`;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}

describe('what the engine counts', () => {
  it.each(['sqlite', 'postgres'] as const)(
    'is what receivers saw, key by key, before the first secret and across a turn (%s)',
    async (database) => {
      const test = await open.engine({ database });
      const receiver = await open.receiver();
      const account = await test.addAccount('no_secret');
      const endpoints = [
        await test.addEndpoint(account, receiver.url('/a')),
        await test.addEndpoint(account, receiver.url('/b')),
      ];
      const publishSome = async (count: number): Promise<void> => {
        const before = receiver.requests.length;
        await Promise.all(Array.from({ length: count }, () => test.publish(account, endpoints)));
        await receiver.waitForRequests(before + 2 * count);
      };
      await publishSome(3);
      await test.createSecret(account.ref, account.ref);
      await publishSome(4);
      const second = await test.createSecret(account.ref, account.ref);
      await Promise.all([publishSome(20), test.activate(account.ref, account.ref, second.id)]);
      await publishSome(5);
      await test.engine.drain();
      const seen = requestsByKeys(receiver.requests);
      expect(seen['delivered ']).toBe(6);
      expect(Object.keys(seen)).toHaveLength(3);
      expect(await countsOf(test, account.ref, 'requests')).toEqual(seen);
      expect(await countsOf(test, account.ref, 'flow')).toEqual({ accepted: 32, delivered: 64 });
      const latencies = Object.values(await countsOf(test, account.ref, 'latency'));
      expect(latencies.reduce((sum, count) => sum + count, 0)).toBe(64);
    },
  );

  it('is counted once, though a batch with it is on disk and was told to have failed', async () => {
    let failures = 0;
    const test = await open.engine({
      hot: (hot) => ({
        ...hot,
        async commitBatch(batch) {
          const result = await hot.commitBatch(batch);
          if (batch.usage === undefined || failures++ > 2) return result;
          throw new StoreError('unavailable', 'the connection broke after the commit');
        },
      }),
    });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    for (let n = 0; n < 4; n++) {
      const [ref = 0 as never] = await test.publish(account, [endpoint]);
      await test.waitForDelivery(account, ref, { status: 'delivered' });
      await test.engine.whenUsageWritten(account.ref);
    }
    await test.engine.whenUsageWritten(account.ref);
    expect(failures).toBeGreaterThan(2);
    expect(Object.values(await countsOf(test, account.ref, 'requests'))).toEqual([4]);
    expect(await countsOf(test, account.ref, 'flow')).toEqual({ accepted: 4, delivered: 4 });
  });

  it('goes on where it was after a restart within the same minute', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    for (let n = 0; n < 2; n++) {
      await test.publish(account, [endpoint]);
      await receiver.waitForRequests(n + 1);
      await test.engine.drain();
      test.engine = test.makeEngine();
    }
    expect(Object.values(await countsOf(test, account.ref, 'requests'))).toEqual([2]);
  });

  it('tells failed attempts from those that reached nobody', async () => {
    const test = await open.engine();
    const receiver = await open.receiver(respond(500));
    const account = await test.addAccount('no_secret');
    const refusing = await test.addEndpoint(account, receiver.url());
    const nowhere = await test.addEndpoint(account, 'http://127.0.0.1:1/');
    const refs = await test.publish(account, [refusing, nowhere]);
    for (const ref of refs) await test.waitForDelivery(account, ref, { attempts: 1 });
    await test.engine.drain();
    expect(await countsOf(test, account.ref, 'requests')).toEqual({ 'failed ': 1, 'unsent ': 1 });
    expect(Object.values(await countsOf(test, account.ref, 'latency'))).toEqual([1]);
    const lastOf = async (ref: typeof refusing.ref) =>
      (await test.store.endpoints.findByRef(account.ref, ref))?.lastAttempt;
    expect(await lastOf(refusing.ref)).toMatchObject({ deliveryRef: refs[0], statusCode: 500, keyIds: [] });
    expect(await lastOf(nowhere.ref)).toMatchObject({ deliveryRef: refs[1], cause: 'target_not_allowed' });
  });

  it('is there for who waits for it, with the last use of the secret', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const [ref = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, ref, { status: 'delivered' });
    await test.engine.whenUsageWritten(account.ref);
    const [attempt] = (await test.attempts(account, ref)) as [Attempt];
    const { rows } = await test.store.keysets.list(account.ref, 'all', { limit: 10 });
    expect(rows.map(({ lastUsedAt }) => lastUsedAt)).toEqual([attempt.startedAt]);
    expect(Object.values(await countsOf(test, account.ref, 'requests'))).toEqual([1]);
  });
});

describe('who waits for counts', () => {
  it('while a commit is in flight gets one of their own after it', async () => {
    const gate = makeGate();
    let isHeld = false;
    const test = await open.engine({
      hot: (hot) => ({
        ...hot,
        async commitBatch(batch) {
          if (batch.outcomes.length > 0) {
            isHeld = true;
            await gate.opened;
          }
          return hot.commitBatch(batch);
        },
      }),
    });
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret');
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.publish(account, [endpoint]);
    await eventually(() => expect(isHeld).toBe(true), { deadlineMs: 10_000 });
    const written = test.engine.whenUsageWritten(account.ref);
    gate.open();
    await written;
    expect(await countsOf(test, account.ref, 'requests')).toEqual({ 'delivered ': 1 });
  });
});

describe('requests under way', () => {
  it('are those on the wire, by the keys that signed them, until they have ended', async () => {
    const test = await open.engine();
    const gate = makeGate();
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount('no_secret');
    const other = await test.addAccount();
    const { keyId } = await test.createSecret(account.ref, account.ref);
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.publish(account, [endpoint]);
    await receiver.waitForRequests(1);
    const [underWay, ...others] = test.engine.underWay(account.ref);
    expect(underWay?.keyIds).toEqual([keyId]);
    expect(underWay?.startedAt).toBeLessThanOrEqual(Date.now());
    expect(others).toEqual([]);
    expect(test.engine.underWay(other.ref)).toEqual([]);
    gate.open();
    await eventually(() => expect(test.engine.underWay(account.ref)).toEqual([]), { deadlineMs: 10_000 });
  });
});
