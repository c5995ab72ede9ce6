import type { DeliveryRef, EpochMs } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { anAuditEntry } from '../../builders.ts';
import { allRows, type OpenStore, sharedStore, withFreshStore } from './subject.ts';
import {
  after,
  anAttempt,
  anOutcome,
  claim,
  claimOne,
  commit,
  deliveryOf,
  insertAccount,
  insertEndpoint,
  insertLanes,
  publish,
  T0,
} from './world.ts';

/** Deliveries as they are read, and the retry by hand. */
export function deliveriesContract(open: OpenStore): void {
  describe('deliveries', () => {
    const subject = sharedStore(open);
    const retryEntry = (accountRef: Parameters<typeof insertEndpoint>[1]) =>
      anAuditEntry({ accountRef, act: 'delivery.retried', objectType: 'delivery' });

    it('a waiting delivery shows its event, its endpoint and when it is due', async () => {
      const account = await insertAccount(subject.store);
      const endpoint = await insertEndpoint(subject.store, account.ref);
      const row = await publish(subject.store, { accountRef: account.ref, endpointRefs: [endpoint.ref] });
      expect(await subject.store.deliveries.find(account.ref, deliveryOf(row).ref)).toEqual({
        ref: deliveryOf(row).ref,
        eventRef: row.event.ref,
        eventId: row.event.id,
        eventType: row.event.type,
        endpointRef: endpoint.ref,
        endpointId: endpoint.id,
        status: 'waiting',
        generation: 1,
        attempts: 0,
        createdAt: T0,
        nextAttemptAt: T0,
      });
    });

    it('a delivery of another account, or none, is not found', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
      const other = await insertAccount(subject.store);
      const { ref } = deliveryOf(await publish(subject.store, { accountRef, endpointRefs }));
      expect(await subject.store.deliveries.find(other.ref, ref)).toBeUndefined();
      expect(await subject.store.deliveries.listAttempts(other.ref, ref)).toBeUndefined();
      expect(await subject.store.deliveries.retry(other.ref, ref, T0, retryEntry(other.ref))).toBe(false);
      const none = 7 as DeliveryRef;
      expect(await subject.store.deliveries.find(accountRef, none)).toBeUndefined();
      expect(await subject.store.deliveries.listAttempts(accountRef, none)).toBeUndefined();
      expect(await subject.store.deliveries.retry(accountRef, none, T0, retryEntry(accountRef))).toBe(false);
      const entries = await subject.store.audit.list(accountRef, { act: 'delivery.retried' }, { limit: 5 });
      expect(entries.rows).toEqual([]);
    });

    it('deliveries are listed newest first, in pages that stay stable while deliveries are added', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 2);
      const refs: DeliveryRef[] = [];
      for (let n = 0; n < 3; n++) {
        const { deliveries } = await publish(subject.store, { accountRef, endpointRefs });
        for (const delivery of deliveries) refs.unshift(delivery.ref);
      }
      const pages = await allRows(
        (page) => subject.store.deliveries.list(accountRef, {}, page),
        4,
        () => publish(subject.store, { accountRef, endpointRefs }),
      );
      expect(pages.flat().map((row) => row.ref)).toEqual(refs);
    });

    it('deliveries are narrowed by status, endpoint and event', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 2);
      const [one, two] = endpointRefs;
      if (one === undefined || two === undefined) throw new Error('no endpoints');
      const first = await publish(subject.store, { accountRef, endpointRefs: [one], first: 'in_memory' });
      const second = await publish(subject.store, { accountRef, endpointRefs: [two], first: 'in_memory' });
      const third = await publish(subject.store, { accountRef, endpointRefs: [one], first: 'in_memory' });
      await commit(subject.store, {
        outcomes: [
          anOutcome(first, { type: 'delivered', at: after(1) }),
          anOutcome(second, { type: 'dead', at: after(1), reason: 'exhausted' }),
        ],
      });
      const list = async (filter: Parameters<typeof subject.store.deliveries.list>[1]) =>
        (await allRows((page) => subject.store.deliveries.list(accountRef, filter, page), 1))
          .flat()
          .map((row) => row.ref);
      const [a, b, c] = [first, second, third].map((row) => deliveryOf(row).ref);
      expect(await list({ status: 'delivered' })).toEqual([a]);
      expect(await list({ status: 'dead' })).toEqual([b]);
      expect(await list({ status: 'waiting' })).toEqual([c]);
      expect(await list({ endpointRef: one })).toEqual([c, a]);
      expect(await list({ endpointRef: one, status: 'waiting' })).toEqual([c]);
      expect(await list({ eventRef: second.event.ref })).toEqual([b]);
      expect(await list({ eventRef: second.event.ref, status: 'waiting' })).toEqual([]);
    });

    it('attempts are listed oldest first, with what was answered byte for byte', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
      const row = await publish(subject.store, { accountRef, endpointRefs, first: 'in_memory' });
      expect(await subject.store.deliveries.listAttempts(accountRef, deliveryOf(row).ref)).toEqual([]);
      const answered = anAttempt({
        cause: 'ok',
        statusCode: 200,
        keyIds: ['KF3IQCNHSR', 'WDY3LISGH3'],
        epoch: 3,
        responseHeaders: { 'content-type': 'text/plain', 'x-a': 'ä' },
        responseBody: Uint8Array.from({ length: 300 }, (_, n) => n % 256),
      });
      await commit(subject.store, {
        outcomes: [anOutcome(row, { type: 'delivered', at: after(20) }, { attempt: answered })],
      });
      const bare = await publish(subject.store, { accountRef, endpointRefs, first: 'in_memory' });
      const { statusCode: _none, ...failed } = anAttempt({ cause: 'timeout', keyIds: [], epoch: 0 });
      await commit(subject.store, {
        outcomes: [anOutcome(bare, { type: 'waiting', dueAt: after(900) }, { attempt: failed })],
      });
      const attempts = (delivery: DeliveryRef) => subject.store.deliveries.listAttempts(accountRef, delivery);
      expect(await attempts(deliveryOf(row).ref)).toEqual([answered]);
      expect(await attempts(deliveryOf(bare).ref)).toEqual([failed]);
      const found = await subject.store.deliveries.find(accountRef, deliveryOf(bare).ref);
      expect(found).toMatchObject({ status: 'waiting', attempts: 1, nextAttemptAt: after(900) });
    });

    it('each attempt of one batch keeps its own answer', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
      const answers = ['first', undefined, '', 'fourth \u2028'].map((text) =>
        text === undefined ? undefined : new TextEncoder().encode(text),
      );
      const rows = [];
      for (const _ of answers) {
        rows.push(await publish(subject.store, { accountRef, endpointRefs, first: 'in_memory' }));
      }
      await commit(subject.store, {
        outcomes: rows.map((row, n) => {
          const body = answers[n];
          const attempt = anAttempt(body === undefined ? {} : { responseBody: body });
          return anOutcome(row, { type: 'delivered', at: after(1) }, { attempt });
        }),
      });
      for (const [n, row] of rows.entries()) {
        const attempts = await subject.store.deliveries.listAttempts(accountRef, deliveryOf(row).ref);
        expect(attempts?.map((attempt) => attempt.responseBody)).toEqual([answers[n]]);
      }
    });

    it.each(['delivered', 'dead', 'waiting'] as const)(
      'a retry by hand of a %s delivery begins a new generation that is due at once',
      async (state) => {
        const opened = await open();
        try {
          await retriesInState(opened.store, state);
        } finally {
          await opened.close();
        }
      },
    );

    async function retriesInState(
      store: typeof subject.store,
      state: 'delivered' | 'dead' | 'waiting',
    ): Promise<void> {
      const { accountRef, endpointRefs } = await insertLanes(store, 1);
      const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
      const { ref } = deliveryOf(row);
      const ends = {
        delivered: { type: 'delivered', at: after(1) },
        dead: { type: 'dead', at: after(1), reason: 'exhausted' },
        waiting: { type: 'waiting', dueAt: after(3_600_000) },
      } as const;
      await commit(store, { outcomes: [anOutcome(row, ends[state])] });
      const entry = retryEntry(accountRef);
      expect(await store.deliveries.retry(accountRef, ref, after(100), entry)).toBe(true);
      const found = await store.deliveries.find(accountRef, ref);
      expect(found).toMatchObject({
        status: 'waiting',
        generation: 2,
        attempts: 1,
        nextAttemptAt: after(100),
      });
      expect(found?.closedAt).toBeUndefined();
      expect(found?.deadReason).toBeUndefined();
      const claimed = await claimOne(store, after(100));
      expect(claimed).toMatchObject({ deliveryRef: ref, attempts: 0, attemptsBefore: 1 });
      expect(claimed.claim.generation).toBe(2);
      if (state === 'waiting') expect(claimed.claim.token).toBeGreaterThan(1);
      expect(claimed.body).toEqual(row.event.body);
      const { rows } = await store.audit.list(accountRef, { act: 'delivery.retried' }, { limit: 5 });
      expect(rows).toEqual([entry]);
    }

    it(
      'a retry by hand ends the rest that the receiver asked for, and the next answer may ask for another',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        const { ref } = deliveryOf(row);
        const holdUntil = after(3_600_000);
        const next = { type: 'waiting', dueAt: holdUntil } as const;
        await commit(store, { outcomes: [anOutcome(row, next, { lane: { holdUntil } })] });
        await publish(store, { accountRef, endpointRefs });
        expect(await claim(store, after(100))).toEqual([]);
        await store.deliveries.retry(accountRef, ref, after(200), retryEntry(accountRef));
        const claimed = await claim(store, after(200));
        const retried = claimed.find(({ deliveryRef }) => deliveryRef === ref);
        if (retried === undefined) throw new Error('the retried delivery was not claimed');
        await commit(store, {
          outcomes: [anOutcome(retried, next, { lane: { holdUntil } })],
          now: after(300),
        });
        await publish(store, { accountRef, endpointRefs });
        expect(await claim(store, after(400))).toEqual([]);
      }),
    );

    it(
      'a retry by hand waits while the endpoint is paused',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const row = await publish(store, { accountRef, endpointRefs });
        const { ref, endpointRef } = deliveryOf(row);
        const pause = (paused: { at: EpochMs; reason: 'manual' } | undefined, at: EpochMs) =>
          store.endpoints.setPaused(accountRef, endpointRef, paused, at, anAuditEntry({ accountRef }));
        await pause({ at: after(1), reason: 'manual' }, after(1));
        expect(await store.deliveries.retry(accountRef, ref, after(2), retryEntry(accountRef))).toBe(true);
        expect(await claim(store, after(3))).toEqual([]);
        expect(await store.deliveries.find(accountRef, ref)).toMatchObject({
          status: 'waiting',
          generation: 2,
        });
        await pause(undefined, after(4));
        expect(await claimOne(store, after(4))).toMatchObject({ deliveryRef: ref });
      }),
    );

    it(
      'a delivery of a deleted endpoint cannot be retried',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const row = await publish(store, { accountRef, endpointRefs });
        const { ref, endpointRef } = deliveryOf(row);
        await store.endpoints.delete(accountRef, endpointRef, after(1), anAuditEntry({ accountRef }));
        expect(await store.deliveries.retry(accountRef, ref, after(2), retryEntry(accountRef))).toBe(false);
        expect((await store.deliveries.find(accountRef, ref))?.status).toBe('dead');
      }),
    );
  });
}
