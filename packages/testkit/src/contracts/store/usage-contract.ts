import type { AccountRef, DeliveryRef, EndpointRef, EpochMs } from '@keyturn/core';
import type { Store, Usage, UsageCount, UsageKind, UsageSum } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { anAuditEntry } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore } from './subject.ts';
import {
  after,
  anAttempt,
  anOutcome,
  claim,
  commit,
  deliveryOf,
  insertAccount,
  insertLanes,
  publish,
  T0,
} from './world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3600_000;

/** The beginning of the n-th minute. */
function minute(n: number): EpochMs {
  return (Math.floor(T0 / MINUTE_MS) * MINUTE_MS + n * MINUTE_MS) as EpochMs;
}

/** A count of one account, with what does not matter filled in. */
function aCount(accountRef: AccountRef, given: Partial<UsageCount>): UsageCount {
  return {
    accountRef,
    kind: 'requests',
    label: 'delivered KF3IQCNHSR',
    minute: minute(0),
    bucketRef: 1,
    count: 1,
    ...given,
  };
}

function noteCounts(store: Store, ...counts: UsageCount[]) {
  return commit(store, { usage: { counts, lastAttempts: [] } });
}

/** Sums in a readable form: `<label> @<step>` and how often. */
async function sums(
  store: Store,
  accountRef: AccountRef,
  kind: UsageKind,
  [from, to, step]: readonly [number, number, number],
): Promise<Readonly<Record<string, number>>> {
  const span = { since: minute(from), until: minute(to), stepMs: step * MINUTE_MS };
  const rows: readonly UsageSum[] = await store.usage.sum(accountRef, kind, span);
  return Object.fromEntries(rows.map((row) => [`${row.label} @${row.step}`, row.count]));
}

/** Counts by minute, and the last attempt of each endpoint: written with a batch, whole and not in steps, and summed up again. */
export function usageContract(open: OpenStore): void {
  describe('usage', () => {
    const subject = sharedStore(open);

    it('counts are summed by label and step, of the account, the kind and the time that are asked for', async () => {
      const { store } = subject;
      const [account, other] = [await insertAccount(store), await insertAccount(store)];
      const count = (given: Partial<UsageCount>) => aCount(account.ref, given);
      await noteCounts(
        store,
        count({ minute: minute(0), count: 3 }),
        count({ minute: minute(1), count: 4 }),
        count({ minute: minute(1), label: 'failed', count: 5 }),
        count({ minute: minute(2), count: 60 }),
        count({ minute: minute(4), count: 700 }),
        count({ minute: minute(1), kind: 'latency', label: '12', count: 9 }),
        aCount(other.ref, { minute: minute(1), count: 8_000 }),
      );
      expect(await sums(store, account.ref, 'requests', [0, 4, 2])).toEqual({
        'delivered KF3IQCNHSR @0': 7,
        'failed @0': 5,
        'delivered KF3IQCNHSR @1': 60,
      });
      expect(await sums(store, account.ref, 'requests', [1, 2, 1])).toEqual({
        'delivered KF3IQCNHSR @0': 4,
        'failed @0': 5,
      });
      expect(await sums(store, account.ref, 'latency', [0, 4, 4])).toEqual({ '12 @0': 9 });
      expect(await sums(store, account.ref, 'flow', [0, 4, 1])).toEqual({});
    });

    it('a count that is written again replaces what was written before, and another bucket adds to it', async () => {
      const { store } = subject;
      const { ref } = await insertAccount(store);
      await noteCounts(store, aCount(ref, { count: 3 }));
      await noteCounts(store, aCount(ref, { count: 5 }), aCount(ref, { bucketRef: 2, count: 10 }));
      await noteCounts(store, aCount(ref, { count: 5 }));
      expect(await sums(store, ref, 'requests', [0, 1, 1])).toEqual({ 'delivered KF3IQCNHSR @0': 15 });
    });

    it('a span of many days is summed over all of them', async () => {
      const { store } = subject;
      const { ref } = await insertAccount(store);
      const days = [0, 1, 2, 9];
      await noteCounts(
        store,
        ...days.map((day) => aCount(ref, { minute: (minute(0) + day * DAY_MS) as EpochMs, count: day + 1 })),
      );
      const span = { since: minute(0), until: (minute(0) + 9 * DAY_MS) as EpochMs, stepMs: 9 * DAY_MS };
      expect(await store.usage.sum(ref, 'requests', span)).toEqual([
        { label: 'delivered KF3IQCNHSR', step: 0, count: 6 },
      ]);
    });

    it('counts stand beside publishes and outcomes of the same batch, and go with it when it fails', async () => {
      const { store } = subject;
      const { accountRef, endpointRefs } = await insertLanes(store, 1);
      const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
      const usage: Usage = {
        counts: [aCount(accountRef, { kind: 'flow', label: 'delivered' })],
        lastAttempts: [],
      };
      const outcomes = [anOutcome(row, { type: 'delivered', at: after(9) })];
      const { outcomes: results } = await commit(store, { outcomes, usage });
      expect(results).toEqual(['recorded']);
      expect(await sums(store, accountRef, 'flow', [0, 1, 1])).toEqual({ 'delivered @0': 1 });

      const broken = { ...usage, counts: [...usage.counts, aCount(accountRef, { label: null as never })] };
      const counted = { ...broken, counts: broken.counts.map((count) => ({ ...count, count: 99 })) };
      await expect(commit(store, { usage: counted })).rejects.toThrow();
      expect(await sums(store, accountRef, 'flow', [0, 1, 1])).toEqual({ 'delivered @0': 1 });
    });

    it("an endpoint's last attempt is the one that started last, whatever is written last", async () => {
      const { store } = subject;
      const { accountRef, endpointRefs } = await insertLanes(store, 2);
      const [one, two] = endpointRefs as [EndpointRef, EndpointRef];
      const note = (endpointRef: EndpointRef, startedAt: EpochMs, statusCode?: number) => {
        const last = {
          accountRef,
          endpointRef,
          deliveryRef: (startedAt - T0 + 1) as DeliveryRef,
          startedAt,
          durationMs: 7,
          cause: statusCode === undefined ? 'timeout' : 'ok',
          keyIds: statusCode === undefined ? [] : ['KF3IQCNHSR', 'WDY3LISGH3'],
          ...(statusCode === undefined ? {} : { statusCode }),
        } as const;
        return commit(store, { usage: { counts: [], lastAttempts: [last] } });
      };
      const lastOf = async (ref: EndpointRef) =>
        (await store.endpoints.findByRef(accountRef, ref))?.lastAttempt;
      expect(await lastOf(one)).toBeUndefined();
      await note(one, after(20), 204);
      await note(one, after(10));
      await note(two, after(30));
      expect(await lastOf(one)).toEqual({
        deliveryRef: 21,
        startedAt: after(20),
        durationMs: 7,
        cause: 'ok',
        statusCode: 204,
        keyIds: ['KF3IQCNHSR', 'WDY3LISGH3'],
      });
      await note(one, after(40));
      const { rows } = await store.endpoints.list(accountRef, { limit: 10 });
      expect(rows.map(({ ref, lastAttempt }) => [ref, lastAttempt?.startedAt, lastAttempt?.keyIds])).toEqual([
        [two, after(30), []],
        [one, after(40), []],
      ]);
      expect(await lastOf(one)).not.toHaveProperty('statusCode');
    });

    it("a delivery's last attempt is shown with it, while it waits, when it has ended and after a retry by hand", async () => {
      const { store } = subject;
      const { accountRef, endpointRefs } = await insertLanes(store, 1);
      const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
      const { ref } = deliveryOf(row);
      const lastOf = async () => {
        const found = await store.deliveries.find(accountRef, ref);
        const { rows } = await store.deliveries.list(accountRef, {}, { limit: 5 });
        expect(rows.find((one) => one.ref === ref)).toEqual(found);
        return found?.lastAttempt;
      };
      expect(await lastOf()).toBeUndefined();
      const { statusCode: _none, ...refused } = anAttempt({
        cause: 'timeout',
        keyIds: [],
        startedAt: after(5),
      });
      const dueAt = after(1_000);
      await commit(store, { outcomes: [anOutcome(row, { type: 'waiting', dueAt }, { attempt: refused })] });
      expect(await lastOf()).toEqual({
        deliveryRef: ref,
        startedAt: after(5),
        durationMs: refused.durationMs,
        cause: 'timeout',
        keyIds: [],
      });
      const entry = anAuditEntry({ accountRef, act: 'delivery.retried', objectType: 'delivery' });
      await store.deliveries.retry(accountRef, ref, dueAt, entry);
      expect((await lastOf())?.cause).toBe('timeout');
      const [claimed] = (await claim(store, dueAt)).filter((one) => one.deliveryRef === ref);
      if (claimed === undefined) throw new Error('the delivery is not due');
      const attempt = anAttempt({ statusCode: 201, startedAt: after(2_000), keyIds: ['A', 'B'] });
      const next = { type: 'delivered', at: after(2_001) } as const;
      await commit(store, { outcomes: [anOutcome(claimed, next, { attempt })] });
      expect(await lastOf()).toMatchObject({ statusCode: 201, startedAt: after(2_000), keyIds: ['A', 'B'] });
    });

    it('deliveries are narrowed by the type of their event', async () => {
      const { store } = subject;
      const { accountRef, endpointRefs } = await insertLanes(store, 2);
      const [endpointRef] = endpointRefs;
      const paid = await publish(store, { accountRef, endpointRefs, type: 'invoice.paid' });
      const sent = await publish(store, { accountRef, endpointRefs, type: 'invoice.sent' });
      const list = async (filter: Parameters<Store['deliveries']['list']>[1]) => {
        const pages = await allRows((page) => store.deliveries.list(accountRef, filter, page), 1);
        return pages.flat().map((row) => row.ref);
      };
      const [first, second] = paid.deliveries.map((row) => row.ref);
      const [third] = sent.deliveries.map((row) => row.ref);
      expect(await list({ eventType: 'invoice.paid' })).toEqual([second, first]);
      expect(await list({ eventType: 'invoice.sent', endpointRef: endpointRef as EndpointRef })).toEqual([
        third,
      ]);
      expect(await list({ eventType: 'invoice.paid', status: 'waiting' })).toEqual([second, first]);
      expect(await list({ eventType: 'invoice.paid', eventRef: sent.event.ref })).toEqual([]);
      expect(await list({ eventType: 'invoice.paid', status: 'dead' })).toEqual([]);
    });

    it('what waits is counted, with the time since when the oldest does', async () => {
      const { store } = subject;
      const { accountRef, endpointRefs } = await insertLanes(store, 2);
      expect(await store.usage.queue(accountRef)).toEqual({ waiting: 0 });
      const first = await publish(store, {
        accountRef,
        endpointRefs: endpointRefs.slice(0, 1),
        first: 'in_memory',
      });
      await publish(store, { accountRef, endpointRefs }, after(500));
      expect(await store.usage.queue(accountRef)).toEqual({ waiting: 3, oldestAt: T0 });
      await commit(store, { outcomes: [anOutcome(first, { type: 'delivered', at: after(900) })] });
      expect(await store.usage.queue(accountRef)).toEqual({ waiting: 2, oldestAt: after(500) });
    });
  });
}
