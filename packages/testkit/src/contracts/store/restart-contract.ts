import { CLAIM_MS } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { anAuditEntry, aPublish } from '../../builders.ts';
import { createSecret } from './keysets-contract.ts';
import { type OpenStore, withFreshStore } from './subject.ts';
import { after, anOutcome, claim, commit, deliveryOf, insertAccount, insertLanes, publish } from './world.ts';

/** The store as a whole: row keys, closing, and what a restarted process finds. */
export function restartContract(open: OpenStore): void {
  describe('one process after another', () => {
    it(
      'row keys grow strictly, and are never given again after a restart',
      withFreshStore(open, async (subject) => {
        const taken: number[] = [];
        const take = (count: number) => {
          const first = subject.store.takeRefs(count);
          for (let n = 0; n < count; n++) taken.push(first + n);
        };
        for (const count of [1, 3, 1, 1001, 2]) take(count);
        await subject.reopen();
        take(1);
        await subject.reopen();
        await subject.reopen();
        take(5);
        expect(taken).toEqual(taken.toSorted((a, b) => a - b));
        expect(new Set(taken).size).toBe(taken.length);
        expect(taken.every((ref) => Number.isSafeInteger(ref) && ref > 0)).toBe(true);
      }),
    );

    it(
      'row keys are there for as many events as a busy process takes in a row',
      withFreshStore(open, async ({ store }) => {
        let last = 0;
        for (let n = 0; n < 200; n++) {
          const first = store.takeRefs(1_000);
          expect(first).toBeGreaterThan(last);
          last = first + 999;
          if (n % 10 === 0) await store.checkWritable();
        }
      }),
    );

    it(
      'everything that was answered is there after a restart',
      withFreshStore(open, async (subject) => {
        const { accountRef, endpointRefs } = await insertLanes(subject.store, 2);
        const secret = await createSecret(subject.store, accountRef);
        const sealed = await subject.store.keysets.findSealed(accountRef, accountRef);
        const row = await publish(subject.store, { accountRef, endpointRefs: endpointRefs.slice(0, 1) });
        const done = await publish(subject.store, {
          accountRef,
          endpointRefs: endpointRefs.slice(1),
          first: 'in_memory',
        });
        await commit(subject.store, { outcomes: [anOutcome(done, { type: 'delivered', at: after(2) })] });
        const before = await subject.store.deliveries.list(accountRef, {}, { limit: 10 });
        await subject.reopen();
        expect(await subject.store.keysets.findSealed(accountRef, accountRef)).toEqual(sealed);
        expect((await subject.store.keysets.find(accountRef, secret))?.secret.status).toBe('active');
        expect(await subject.store.deliveries.list(accountRef, {}, { limit: 10 })).toEqual(before);
        expect((await subject.store.events.find(accountRef, row.event.id))?.body).toEqual(row.event.body);
        const claimed = await claim(subject.store, after(3));
        expect(claimed.map((one) => one.deliveryRef)).toEqual([deliveryOf(row).ref]);
      }),
    );

    it(
      'a batch whose answer was lost can be sent again, and is stored once',
      withFreshStore(open, async (subject) => {
        const lanes = await insertLanes(subject.store, 1);
        const { accountRef } = lanes;
        const row = aPublish({ ...lanes, eventId: 'evt-1', requestSha256: new Uint8Array(32) });
        await commit(subject.store, { publishes: [row] });
        await subject.reopen();
        const again = aPublish({ ...lanes, eventId: 'evt-1', requestSha256: new Uint8Array(32) });
        expect((await commit(subject.store, { publishes: [again] })).publishes).toEqual(['duplicate']);
        const outcome = anOutcome((await claim(subject.store, after(1)))[0] ?? row, {
          type: 'delivered',
          at: after(2),
        });
        expect((await commit(subject.store, { outcomes: [outcome] })).outcomes).toEqual(['recorded']);
        await subject.reopen();
        expect((await commit(subject.store, { outcomes: [outcome] })).outcomes).toEqual(['stale']);
        const attempts = await subject.store.deliveries.listAttempts(accountRef, deliveryOf(row).ref);
        expect(attempts).toHaveLength(1);
      }),
    );

    it(
      'claims of the process before are released at the start, and the rest waits as it did',
      withFreshStore(open, async (subject) => {
        const { accountRef, endpointRefs } = await insertLanes(subject.store, 1);
        const row = await publish(subject.store, { accountRef, endpointRefs, first: 'in_memory' });
        await subject.reopen();
        expect(await claim(subject.store, after(10))).toEqual([]);
        expect(await subject.store.hot.releaseClaims(after(10))).toBe(1);
        const [claimed] = await claim(subject.store, after(10));
        expect(claimed?.deliveryRef).toBe(deliveryOf(row).ref);
        expect(claimed?.claimedUntil).toBe(after(10 + CLAIM_MS));
      }),
    );

    it(
      'closing waits for what is under way, and may be done twice',
      withFreshStore(open, async (subject) => {
        const lanes = await insertLanes(subject.store, 1);
        const rows = Array.from({ length: 20 }, () => aPublish(lanes));
        const answers = rows.map((row) => commit(subject.store, { publishes: [row] }));
        const closing = subject.store.close();
        const settled = await Promise.allSettled(answers);
        await closing;
        await subject.store.close();
        await subject.reopen();
        for (const [n, answer] of settled.entries()) {
          const { accountRef, event } = rows[n] ?? aPublish(lanes);
          const found = await subject.store.events.find(accountRef, event.id);
          expect(found !== undefined, `event ${n}`).toBe(answer.status === 'fulfilled');
        }
        expect(settled[0]?.status).toBe('fulfilled');
      }),
    );

    it(
      'an open store takes writes, a closed one says that it does not',
      withFreshStore(open, async (subject) => {
        await subject.store.checkWritable();
        const { store } = subject;
        await store.close();
        await expect(store.checkWritable()).rejects.toMatchObject({ name: 'StoreError' });
        await expect(insertAccount(store)).rejects.toMatchObject({ name: 'StoreError' });
        await expect(store.audit.append(anAuditEntry())).rejects.toMatchObject({ name: 'StoreError' });
      }),
    );
  });
}
