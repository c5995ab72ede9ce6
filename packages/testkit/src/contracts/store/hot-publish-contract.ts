import { CLAIM_MS } from '@keyturn/core';
import { FIRST_CLAIM } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { aPublish } from '../../builders.ts';
import { type OpenStore, sharedStore, withFreshStore } from './subject.ts';
import {
  after,
  claim,
  claimOne,
  commit,
  deliveryOf,
  insertAccount,
  insertLanes,
  publish,
  T0,
} from './world.ts';

const SHA = new Uint8Array(32).fill(7);
const OTHER_SHA = new Uint8Array(32).fill(8);

/** Publishing in batches: each event once, whole batches or nothing, deliveries claimed or due. */
export function hotPublishContract(open: OpenStore): void {
  describe('publishing', () => {
    const subject = sharedStore(open);

    it('an empty batch is committed', async () => {
      expect(await commit(subject.store, {})).toEqual({ publishes: [], outcomes: [] });
    });

    it('the same request again is a duplicate, and adds nothing', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 2);
      const wishes = { accountRef, endpointRefs, eventId: 'order-1', requestSha256: SHA };
      const first = await publish(subject.store, wishes);
      const again = await commit(subject.store, {
        publishes: [aPublish({ ...wishes, body: 'other bytes' })],
      });
      expect(again.publishes).toEqual(['duplicate']);
      expect(await subject.store.events.findRef(accountRef, first.event.id)).toBe(first.event.ref);
      expect((await subject.store.events.list(accountRef, {}, { limit: 5 })).rows).toHaveLength(1);
      expect((await subject.store.deliveries.list(accountRef, {}, { limit: 5 })).rows).toHaveLength(2);
      expect(await subject.store.hot.countWaiting(accountRef)).toBe(2);
    });

    it('the very same event again, after an answer that was lost, is a duplicate though it has no request hash', async () => {
      const lanes = await insertLanes(subject.store, 1);
      const row = await publish(subject.store, lanes);
      expect((await commit(subject.store, { publishes: [row] })).publishes).toEqual(['duplicate']);
      expect(await subject.store.hot.countWaiting(lanes.accountRef)).toBe(1);
    });

    it('another request with the same event id is a conflict, and adds nothing', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
      const wishes = { accountRef, endpointRefs, eventId: 'order-1' };
      const first = await publish(subject.store, { ...wishes, requestSha256: SHA });
      const rivals = [aPublish({ ...wishes, requestSha256: OTHER_SHA }), aPublish(wishes)];
      const { publishes } = await commit(subject.store, { publishes: rivals });
      expect(publishes).toEqual(['conflict', 'conflict']);
      const found = await subject.store.events.find(accountRef, first.event.id);
      expect(found?.body).toEqual(first.event.body);
      expect(await subject.store.hot.countWaiting(accountRef)).toBe(1);
    });

    it('within one batch the first of an id is stored, its repeats are duplicates, others conflicts', async () => {
      const [one, other] = [await insertLanes(subject.store, 1), await insertLanes(subject.store, 1)];
      const row = (requestSha256: Uint8Array, lanes = one, eventId = 'twice') =>
        aPublish({ ...lanes, eventId, requestSha256 });
      const batch = [
        row(SHA),
        row(SHA),
        row(OTHER_SHA),
        row(OTHER_SHA, other),
        row(OTHER_SHA, one, 'once'),
        row(OTHER_SHA, other),
      ];
      const { publishes } = await commit(subject.store, { publishes: batch });
      expect(publishes).toEqual(['stored', 'duplicate', 'conflict', 'stored', 'stored', 'duplicate']);
      expect(await subject.store.hot.countWaiting(one.accountRef)).toBe(2);
      expect(await subject.store.hot.countWaiting(other.accountRef)).toBe(1);
      const kept = await subject.store.events.find(one.accountRef, row(SHA).event.id);
      expect(kept?.ref).toBe(batch[0]?.event.ref);
    });

    it('of twenty racing batches with one event id, one stores it', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          commit(subject.store, {
            publishes: [aPublish({ accountRef, endpointRefs, eventId: 'raced', requestSha256: SHA })],
          }),
        ),
      );
      const results = answers.flatMap((answer) => answer.publishes);
      expect(results.filter((result) => result === 'stored')).toHaveLength(1);
      expect(results.filter((result) => result === 'duplicate')).toHaveLength(19);
      expect(await subject.store.hot.countWaiting(accountRef)).toBe(1);
    });

    it('a rejected batch stores nothing of itself, and the next one is taken', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
      const stored = await publish(subject.store, { accountRef, endpointRefs });
      const good = aPublish({ accountRef, endpointRefs });
      const bad = aPublish({ accountRef, endpointRefs });
      // A row key that is taken cannot be stored twice, whatever the event's public id.
      const broken = { ...bad, event: { ...bad.event, ref: stored.event.ref } };
      await expect(commit(subject.store, { publishes: [good, broken] })).rejects.toThrow();
      expect(await subject.store.events.find(accountRef, good.event.id)).toBeUndefined();
      expect(await subject.store.events.find(accountRef, bad.event.id)).toBeUndefined();
      expect(await subject.store.hot.countWaiting(accountRef)).toBe(1);
      expect((await commit(subject.store, { publishes: [good] })).publishes).toEqual(['stored']);
    });

    it('batches that meet a rejected one in line are stored or rejected, never half', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 2);
      const stored = await publish(subject.store, { accountRef, endpointRefs });
      const batches = Array.from({ length: 12 }, (_, n) => {
        const rows = [aPublish({ accountRef, endpointRefs }), aPublish({ accountRef, endpointRefs })];
        const last = rows[1];
        if (n % 3 === 0 && last !== undefined) {
          rows[1] = { ...last, event: { ...last.event, ref: stored.event.ref } };
        }
        return rows;
      });
      const answers = await Promise.allSettled(
        batches.map((publishes) => commit(subject.store, { publishes })),
      );
      for (const [n, answer] of answers.entries()) {
        for (const row of batches[n] ?? []) {
          const found = await subject.store.events.find(accountRef, row.event.id);
          expect(found !== undefined, `batch ${n}`).toBe(answer.status === 'fulfilled');
        }
      }
      // Those that could never be stored were refused; one that was refused beside them may be sent again.
      expect(answers.filter((answer) => answer.status === 'fulfilled').length).toBeLessThanOrEqual(8);
      for (const [n, answer] of answers.entries()) {
        if (n % 3 === 0) expect(answer.status).toBe('rejected');
      }
    });

    it('five hundred events of one batch are stored in order', async () => {
      const { accountRef, endpointRefs } = await insertLanes(subject.store, 3);
      const rows = Array.from({ length: 500 }, (_, n) =>
        aPublish({ accountRef, endpointRefs: endpointRefs.slice(0, n % 4), body: `body ${n}` }),
      );
      const { publishes } = await commit(subject.store, { publishes: rows });
      expect(new Set(publishes)).toEqual(new Set(['stored']));
      expect(await subject.store.hot.countWaiting(accountRef)).toBe(750);
      for (const n of [0, 1, 250, 499]) {
        const found = await subject.store.events.find(accountRef, rows[n]?.event.id ?? ('' as never));
        expect(found?.deliveryCount).toBe(n % 4);
        expect(new TextDecoder().decode(found?.body)).toBe(`body ${n}`);
      }
    });

    it(
      'a delivery whose first attempt is made from memory is claimed from the start, and due when that claim ends',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const row = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        const { ref } = deliveryOf(row);
        expect(await claim(store, T0)).toEqual([]);
        expect(await claim(store, after(CLAIM_MS - 1))).toEqual([]);
        expect((await store.deliveries.find(accountRef, ref))?.nextAttemptAt).toBe(after(CLAIM_MS));
        // Its lane sleeps meanwhile: the process that has it in memory ends it, and the sweep is there should that process be gone.
        await store.hot.sweepLanes(after(CLAIM_MS));
        const claimed = await claimOne(store, after(CLAIM_MS));
        expect(claimed.deliveryRef).toBe(ref);
        expect(claimed.claim.token).toBeGreaterThan(FIRST_CLAIM.token);
        expect(claimed.claim.generation).toBe(FIRST_CLAIM.generation);
      }),
    );

    it(
      'a delivery that is left to the claimer is due at once, and carries all that its attempt needs',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const row = await publish(store, {
          accountRef,
          endpointRefs,
          first: 'claimed_later',
          contentType: 'text/plain',
          body: 'grün \u2028',
        });
        const claimed = await claimOne(store, T0);
        expect(claimed).toEqual({
          accountRef,
          endpointRef: endpointRefs[0],
          deliveryRef: deliveryOf(row).ref,
          eventRef: row.event.ref,
          eventId: row.event.id,
          contentType: 'text/plain',
          body: row.event.body,
          claim: { token: 1, generation: 1 },
          attempts: 0,
          attemptsBefore: 0,
          claimedUntil: after(CLAIM_MS),
        });
      }),
    );

    it('an event without endpoints is stored and waits for nobody', async () => {
      const { ref } = await insertAccount(subject.store);
      const row = await publish(subject.store, { accountRef: ref });
      expect((await subject.store.events.find(ref, row.event.id))?.deliveryCount).toBe(0);
      expect(await subject.store.hot.countWaiting(ref)).toBe(0);
    });
  });
}
