import { CLAIM_MS, type DeliveryRef } from '@keyturn/core';
import type { ClaimedDelivery, OutcomeRow, Store } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { anAuditEntry } from '../../builders.ts';
import { type OpenStore, withFreshStore } from './subject.ts';
import {
  after,
  anAttempt,
  anOutcome,
  claim,
  claimOne,
  commit,
  deliveryOf,
  insertLanes,
  publish,
} from './world.ts';

const DELIVERED = { type: 'delivered', at: after(50) } as const;
const DEAD = { type: 'dead', at: after(50), reason: 'exhausted' } as const;
const RETRY = { type: 'waiting', dueAt: after(5_000) } as const;

async function record(store: Store, ...outcomes: readonly OutcomeRow[]) {
  return (await commit(store, { outcomes, now: after(50) })).outcomes;
}

/** One delivery, published to be sent from memory. */
async function inMemory(store: Store) {
  const { accountRef, endpointRefs } = await insertLanes(store, 1);
  const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
  const { ref } = deliveryOf(row);
  const attempts = async () =>
    ((await store.deliveries.listAttempts(accountRef, ref)) ?? []).map((one) => [one.n, one.statusCode]);
  const found = () => store.deliveries.find(accountRef, ref);
  return { accountRef, row, ref, attempts, found };
}

/** The next claim of a delivery whose process had it in memory and is gone. */
async function claimLost(store: Store): Promise<ClaimedDelivery> {
  await store.hot.sweepLanes(after(CLAIM_MS));
  return claimOne(store, after(CLAIM_MS));
}

/** Recording outcomes: success by generation, failure by token, nothing by those that lost their claim. */
export function hotRecordContract(open: OpenStore): void {
  describe('recording', () => {
    it(
      'a success closes the delivery, with its attempt, and nobody claims it again',
      withFreshStore(open, async ({ store }) => {
        const { row, attempts, found } = await inMemory(store);
        expect(await record(store, anOutcome(row, DELIVERED))).toEqual(['recorded']);
        expect(await found()).toMatchObject({ status: 'delivered', attempts: 1, closedAt: after(50) });
        expect((await found())?.nextAttemptAt).toBeUndefined();
        expect(await attempts()).toEqual([[1, 200]]);
        expect(await claim(store, after(CLAIM_MS * 10))).toEqual([]);
        expect(await store.hot.countWaiting()).toBe(0);
      }),
    );

    it(
      'a failure makes the delivery due again at its time, not before, with the attempts counted',
      withFreshStore(open, async ({ store }) => {
        const { row, ref, found } = await inMemory(store);
        expect(await record(store, anOutcome(row, RETRY))).toEqual(['recorded']);
        expect(await found()).toMatchObject({ status: 'waiting', attempts: 1, nextAttemptAt: after(5_000) });
        expect(await claim(store, after(4_999))).toEqual([]);
        const claimed = await claimOne(store, after(5_000));
        expect(claimed).toMatchObject({ deliveryRef: ref, attempts: 1, attemptsBefore: 0 });
        expect(claimed.claim).toEqual({ token: 2, generation: 1 });
      }),
    );

    it(
      'a last failure ends the delivery dead, with its reason',
      withFreshStore(open, async ({ store }) => {
        const { row, found, attempts } = await inMemory(store);
        expect(await record(store, anOutcome(row, DEAD))).toEqual(['recorded']);
        expect(await found()).toMatchObject({
          status: 'dead',
          deadReason: 'exhausted',
          closedAt: after(50),
          attempts: 1,
        });
        expect(await attempts()).toEqual([[1, 503]]);
        expect(await claim(store, after(CLAIM_MS * 10))).toEqual([]);
      }),
    );

    it(
      'a delivery that is handed back spends no attempt, and is due when told',
      withFreshStore(open, async ({ store }) => {
        const { row, ref, attempts } = await inMemory(store);
        const back = anOutcome(row, { type: 'waiting', dueAt: after(60) }, { attempt: 'none' });
        expect(await record(store, back)).toEqual(['recorded']);
        expect(await attempts()).toEqual([]);
        expect(await claimOne(store, after(60))).toMatchObject({ deliveryRef: ref, attempts: 0 });
      }),
    );

    it(
      'a delivery can end dead without an attempt',
      withFreshStore(open, async ({ store }) => {
        const { row, attempts, found } = await inMemory(store);
        const expired = anOutcome(row, { ...DEAD, reason: 'expired' }, { attempt: 'none' });
        expect(await record(store, expired)).toEqual(['recorded']);
        expect(await found()).toMatchObject({ status: 'dead', deadReason: 'expired', attempts: 0 });
        expect(await attempts()).toEqual([]);
      }),
    );

    it(
      'a failure of a claim that was lost changes nothing: no attempt, no time, no lane',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, row, attempts, found } = await inMemory(store);
        const claimed = await claimLost(store);
        const before = await found();
        const late = [
          anOutcome(row, RETRY),
          anOutcome(row, DEAD),
          anOutcome(row, { type: 'waiting', dueAt: after(1) }, { attempt: 'none' }),
          anOutcome(row, DEAD, { lane: { pause: { at: after(50), reason: 'gone' } } }),
          anOutcome(row, RETRY, { lane: { holdUntil: after(CLAIM_MS * 100) } }),
        ];
        for (const outcome of late) expect(await record(store, outcome)).toEqual(['stale']);
        expect(await found()).toEqual(before);
        expect(await attempts()).toEqual([]);
        expect((await store.endpoints.listAll(accountRef))[0]?.paused).toBeUndefined();
        expect(await record(store, anOutcome(claimed, RETRY))).toEqual(['recorded']);
        expect(await claim(store, after(5_000))).toHaveLength(1);
      }),
    );

    it(
      'a success of a claim that was lost still closes the delivery, and the later failure of its holder is stale',
      withFreshStore(open, async ({ store }) => {
        const { row, found, attempts } = await inMemory(store);
        const claimed = await claimLost(store);
        expect(await record(store, anOutcome(row, DELIVERED))).toEqual(['recorded']);
        expect(await found()).toMatchObject({ status: 'delivered', attempts: 1 });
        expect(await record(store, anOutcome(claimed, RETRY))).toEqual(['stale']);
        expect(await record(store, anOutcome(claimed, DELIVERED))).toEqual(['stale']);
        expect(await found()).toMatchObject({ status: 'delivered', attempts: 1 });
        expect(await attempts()).toEqual([[1, 200]]);
        expect(await claim(store, after(CLAIM_MS * 10))).toEqual([]);
      }),
    );

    it(
      'attempts are numbered without gaps, whatever number a late one had in mind',
      withFreshStore(open, async ({ store }) => {
        const { row, attempts } = await inMemory(store);
        const claimed = await claimLost(store);
        const failed = { attempt: anAttempt({ n: 1, statusCode: 500, cause: 'http_status' }) } as const;
        await record(store, anOutcome(claimed, RETRY, failed));
        // The holder of the first claim also made what it took to be the first attempt.
        await record(store, anOutcome(row, DELIVERED, { attempt: anAttempt({ n: 1 }) }));
        expect(await attempts()).toEqual([
          [1, 500],
          [2, 200],
        ]);
      }),
    );

    it(
      'after a retry by hand a failure of the old generation is stale, and so is a success of it',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, row, ref, found } = await inMemory(store);
        await store.deliveries.retry(accountRef, ref, after(10), anAuditEntry({ accountRef }));
        expect(await record(store, anOutcome(row, DEAD))).toEqual(['stale']);
        expect(await record(store, anOutcome(row, DELIVERED))).toEqual(['stale']);
        expect(await found()).toMatchObject({ status: 'waiting', generation: 2, attempts: 0 });
        const claimed = await claimOne(store, after(10));
        expect(await record(store, anOutcome(claimed, DELIVERED))).toEqual(['recorded']);
        expect(await found()).toMatchObject({ status: 'delivered', generation: 2, attempts: 1 });
      }),
    );

    it(
      'attempts go on being numbered in the generation after a retry by hand',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, row, ref, attempts, found } = await inMemory(store);
        await record(store, anOutcome(row, DEAD));
        await store.deliveries.retry(accountRef, ref, after(10), anAuditEntry({ accountRef }));
        const second = await claimOne(store, after(10));
        expect(second).toMatchObject({ attempts: 0, attemptsBefore: 1 });
        await record(store, anOutcome(second, RETRY));
        const third = await claimOne(store, after(5_000));
        expect(third).toMatchObject({ attempts: 1, attemptsBefore: 1 });
        await record(store, anOutcome(third, DELIVERED));
        expect(await attempts()).toEqual([
          [1, 503],
          [2, 503],
          [3, 200],
        ]);
        expect(await found()).toMatchObject({ status: 'delivered', attempts: 3, generation: 2 });
      }),
    );

    it(
      'two outcomes of one delivery in one batch count in their order',
      withFreshStore(open, async ({ store }) => {
        const { row, found, attempts } = await inMemory(store);
        const claimed = await claimLost(store);
        const results = await record(
          store,
          anOutcome(claimed, RETRY),
          anOutcome(row, DELIVERED),
          anOutcome(claimed, DEAD),
        );
        expect(results).toEqual(['recorded', 'recorded', 'stale']);
        expect(await found()).toMatchObject({ status: 'delivered', attempts: 2 });
        expect(await attempts()).toEqual([
          [1, 503],
          [2, 200],
        ]);
      }),
    );

    it(
      'an outcome of an unknown delivery is stale',
      withFreshStore(open, async ({ store }) => {
        const { row } = await inMemory(store);
        const nobody = { ...anOutcome(row, DELIVERED), deliveryRef: 3 as DeliveryRef };
        expect(await record(store, nobody, anOutcome(row, DELIVERED))).toEqual(['stale', 'recorded']);
      }),
    );

    it(
      'outcomes of one batch are answered in its order',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 4);
        const { deliveries } = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        const of = (n: number, next: OutcomeRow['next'], token = 1): OutcomeRow => {
          const delivery = deliveries[n];
          if (delivery === undefined) throw new Error('no delivery');
          return {
            accountRef,
            endpointRef: delivery.endpointRef,
            deliveryRef: delivery.ref,
            claim: { token, generation: 1 },
            next,
            attempt: anAttempt(),
          };
        };
        const results = await record(store, of(3, RETRY), of(1, DEAD, 9), of(0, DELIVERED), of(2, RETRY, 9));
        expect(results).toEqual(['recorded', 'stale', 'recorded', 'stale']);
      }),
    );

    it(
      'a 410 pauses the endpoint: its deliveries stay waiting, and nobody claims them until it is resumed',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, row, ref, found } = await inMemory(store);
        const { endpointRef } = deliveryOf(row);
        await publish(store, { accountRef, endpointRefs: [endpointRef] }, after(1));
        const pause = { at: after(50), reason: 'gone' } as const;
        await record(store, anOutcome(row, { type: 'waiting', dueAt: after(51) }, { lane: { pause } }));
        expect(await found()).toMatchObject({ status: 'waiting', attempts: 1 });
        expect((await store.endpoints.findByRef(accountRef, endpointRef))?.paused).toEqual(pause);
        expect(await claim(store, after(CLAIM_MS * 10))).toEqual([]);
        const entry = anAuditEntry({ accountRef });
        await store.endpoints.setPaused(accountRef, endpointRef, undefined, after(60), entry);
        const claimed = await claim(store, after(60));
        expect(claimed.map((one) => one.deliveryRef)).toContain(ref);
        expect(claimed).toHaveLength(2);
      }),
    );

    it(
      'a Retry-After holds the whole lane until then, also what is published or fails meanwhile',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, row, ref } = await inMemory(store);
        const { endpointRef } = deliveryOf(row);
        const lane = { holdUntil: after(60_000) };
        await record(store, anOutcome(row, RETRY, { lane }));
        await publish(store, { accountRef, endpointRefs: [endpointRef] }, after(100));
        expect(await claim(store, after(59_999))).toEqual([]);
        const claimed = await claim(store, after(60_000));
        expect(claimed).toHaveLength(2);
        expect(claimed.map((one) => one.deliveryRef)).toContain(ref);
      }),
    );

    it(
      'a shorter hold does not cut a longer one short, in the same batch and in the next',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const held = async (ms: number) =>
          anOutcome(await publish(store, { accountRef, endpointRefs, first: 'in_memory' }), RETRY, {
            lane: { holdUntil: after(ms) },
          });
        await record(store, await held(90_000), await held(6_000));
        await record(store, await held(7_000));
        expect(await claim(store, after(89_999))).toEqual([]);
        expect(await claim(store, after(90_000))).toHaveLength(3);
      }),
    );

    it(
      'racing batches that record and claim the same deliveries in opposite orders all end',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 20);
        const rows = [];
        for (let n = 0; n < 10; n++) rows.push(await publish(store, { accountRef, endpointRefs }));
        const claimed: ClaimedDelivery[] = [];
        for (let ms = 0; claimed.length < 200; ms++) claimed.push(...(await claim(store, after(ms))));
        const batches = Array.from({ length: 20 }, (_, n) => claimed.filter((_one, at) => at % 20 === n));
        await Promise.all(
          batches.map(async (batch, n) => {
            const order = n % 2 === 0 ? batch : batch.toReversed();
            const due = { type: 'waiting', dueAt: after(100 + n) } as const;
            expect(new Set(await record(store, ...order.map((one) => anOutcome(one, due))))).toEqual(
              new Set(['recorded']),
            );
            await claim(store, after(200 + n));
          }),
        );
        expect(await store.hot.countWaiting()).toBe(200);
      }),
    );
  });
}
