import { CLAIM_MS, type DeliveryRef, type EndpointRef } from '@keyturn/core';
import type { ClaimedDelivery, Store } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { anAuditEntry, aPublish } from '../../builders.ts';
import { type OpenStore, withFreshStore } from './subject.ts';
import { after, anOutcome, claim, claimOne, commit, deliveryOf, insertLanes, publish, T0 } from './world.ts';

/** Publishes `count` events to one endpoint, to be claimed, in few batches. */
async function flood(store: Store, lane: { accountRef: never; endpointRef: EndpointRef }, count: number) {
  for (let left = count; left > 0; left -= 500) {
    const publishes = Array.from({ length: Math.min(left, 500) }, () =>
      aPublish({ accountRef: lane.accountRef, endpointRefs: [lane.endpointRef] }),
    );
    await commit(store, { publishes });
  }
}

/** Claims again and again, a millisecond apart, until nothing is due. */
async function drain(
  store: Store,
  fromMs: number,
  limits: Parameters<typeof claim>[2] = {},
): Promise<readonly ClaimedDelivery[]> {
  const claimed: ClaimedDelivery[] = [];
  let idle = 0;
  for (let ms = fromMs; idle < 3; ms++) {
    const more = await claim(store, after(ms), limits);
    idle = more.length === 0 ? idle + 1 : 0;
    claimed.push(...more);
  }
  return claimed;
}

/** Claiming lane by lane: nobody starves, nothing is hidden, paused and held lanes rest. */
export function hotClaimContract(open: OpenStore): void {
  describe('claiming', () => {
    it(
      'a claimed delivery is nobody else’s until the claim ends, and then has a higher token',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        await publish(store, { accountRef, endpointRefs });
        const first = await claimOne(store, T0);
        expect(await claim(store, T0)).toEqual([]);
        expect(await claim(store, after(CLAIM_MS - 1))).toEqual([]);
        const second = await claimOne(store, after(CLAIM_MS));
        expect(second.deliveryRef).toBe(first.deliveryRef);
        expect(second.claim.token).toBe(first.claim.token + 1);
        expect(second.claimedUntil).toBe(after(2 * CLAIM_MS));
      }),
    );

    it(
      'many claimers at once never get the same delivery',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 10);
        for (let n = 0; n < 20; n++) await publish(store, { accountRef, endpointRefs });
        const limits = { lanesMax: 5, deliveriesPerLaneMax: 3 };
        const claims = await Promise.all(Array.from({ length: 6 }, (_, n) => drain(store, n, limits)));
        const refs = [...claims.flat(), ...(await drain(store, 500, limits))].map((one) => one.deliveryRef);
        expect(refs).toHaveLength(200);
        expect(new Set(refs).size).toBe(200);
      }),
    );

    it(
      'a claim takes no more than its limits, oldest first within a lane',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 6);
        const events: number[] = [];
        for (let n = 0; n < 5; n++) {
          events.push((await publish(store, { accountRef, endpointRefs }, after(n))).event.ref);
        }
        const perLane = (claimed: readonly ClaimedDelivery[]) =>
          Map.groupBy(claimed, (one) => one.endpointRef);
        const few = await claim(store, after(10), { lanesMax: 2, deliveriesPerLaneMax: 3 });
        expect(perLane(few).size).toBe(2);
        for (const lane of perLane(few).values()) {
          expect(lane.map((one) => one.eventRef)).toEqual(events.slice(0, 3));
        }
        const capped = await claim(store, after(11), { deliveriesMax: 4 });
        expect(capped.length).toBeLessThanOrEqual(4);
        expect(capped.length).toBeGreaterThan(0);
        const rest = await drain(store, 12);
        expect(few.length + capped.length + rest.length).toBe(30);
      }),
    );

    it(
      'one lane with ten thousand due does not starve fifty lanes with one each',
      withFreshStore(open, async ({ store }) => {
        const loud = await insertLanes(store, 1);
        const [endpointRef] = loud.endpointRefs;
        if (endpointRef === undefined) throw new Error('no endpoint');
        await flood(store, { accountRef: loud.accountRef as never, endpointRef }, 10_000);
        const quiet: DeliveryRef[] = [];
        for (let n = 0; n < 50; n++) {
          const lane = await insertLanes(store, 1);
          quiet.push(deliveryOf(await publish(store, lane, after(1))).ref);
        }
        const limits = { lanesMax: 8, deliveriesPerLaneMax: 4, deliveriesMax: 32 };
        const claimed: ClaimedDelivery[] = [];
        for (let n = 0; n < 10; n++) claimed.push(...(await claim(store, after(2 + n), limits)));
        const served = new Set(claimed.map((one) => one.deliveryRef));
        expect(quiet.filter((ref) => !served.has(ref))).toEqual([]);
        const loudShare = claimed.filter((one) => one.endpointRef === endpointRef).length;
        expect(loudShare).toBeGreaterThan(0);
        expect(loudShare).toBeLessThanOrEqual(40);
      }),
    );

    it.each([
      [
        'more busy lanes than one claim visits take turns with each other',
        { lanesMax: 4, deliveriesMax: 100 },
      ],
      ['busy lanes that a claim did not reach keep their turn', { lanesMax: 20, deliveriesMax: 8 }],
    ] as const)('%s', async (_name, limits) => {
      await withFreshStore(open, async ({ store }) => {
        const lanes = await insertLanes(store, 20);
        // Some have a backlog older than anything that the others have.
        const oldest = { ...lanes, endpointRefs: lanes.endpointRefs.slice(0, 4) };
        for (let n = 0; n < 20; n++) await publish(store, oldest);
        for (let n = 0; n < 6; n++) await publish(store, lanes, after(1 + n));
        for (let round = 0; round < 3; round++) {
          const visited: EndpointRef[] = [];
          for (let n = 0; n < 5; n++) {
            const claimed = await claim(store, after(10 + round * 5 + n), {
              ...limits,
              deliveriesPerLaneMax: 2,
            });
            visited.push(...new Set(claimed.map((one) => one.endpointRef)));
          }
          expect(visited.toSorted(), `round ${round}`).toEqual(lanes.endpointRefs.toSorted());
        }
      })();
    });

    it(
      'an account with two hundred busy lanes does not starve an account with one',
      withFreshStore(open, async ({ store }) => {
        const loud = await insertLanes(store, 200);
        for (let n = 0; n < 10; n++) await publish(store, loud);
        const quiet = await insertLanes(store, 1);
        const { ref } = deliveryOf(await publish(store, quiet, after(1)));
        const limits = { lanesMax: 16, deliveriesPerLaneMax: 2, deliveriesMax: 32 };
        let rounds = 0;
        for (; rounds < 20; rounds++) {
          const claimed = await claim(store, after(2 + rounds), limits);
          if (claimed.some((one) => one.deliveryRef === ref)) break;
        }
        expect(rounds).toBeLessThan(20);
        const rest = await drain(store, 100, limits);
        expect(await store.hot.countWaiting()).toBe(2_001);
        expect(new Set(rest.map((one) => one.endpointRef)).size).toBe(200);
      }),
    );

    it(
      'a paused lane rests, whatever is published to it or fails in it, and is due at once when it resumes',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 2);
        const [paused, running] = endpointRefs;
        if (paused === undefined) throw new Error('no endpoint');
        const before = await publish(store, { accountRef, endpointRefs: [paused], first: 'in_memory' });
        const pause = (reason: 'manual' | undefined, ms: number) =>
          store.endpoints.setPaused(
            accountRef,
            paused,
            reason && { at: after(ms), reason },
            after(ms),
            anAuditEntry({ accountRef }),
          );
        await pause('manual', 1);
        await publish(store, { accountRef, endpointRefs }, after(2));
        const failed = anOutcome(before, { type: 'waiting', dueAt: after(3) });
        await commit(store, { outcomes: [failed], now: after(3) });
        const served = (await claim(store, after(CLAIM_MS * 3))).map((one) => one.endpointRef);
        expect(served).toEqual([running]);
        await pause(undefined, CLAIM_MS * 3 + 1);
        const resumed = await claim(store, after(CLAIM_MS * 3 + 1));
        expect(resumed.map((one) => one.endpointRef)).toEqual([paused, paused]);
      }),
    );

    it(
      'a delivery that becomes due earlier than all others of its lane is not hidden by them',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const far = await publish(store, { accountRef, endpointRefs });
        const near = await publish(store, { accountRef, endpointRefs });
        const [one, two] = await claim(store, after(1_000));
        if (one === undefined || two === undefined) throw new Error('both are due');
        await commit(store, { outcomes: [anOutcome(one, { type: 'waiting', dueAt: after(900_000) })] });
        expect(await claim(store, after(2_000))).toEqual([]);
        // Handed back as due in the past, before everything that a claim has looked at since.
        const back = anOutcome(two, { type: 'waiting', dueAt: T0 }, { attempt: 'none' });
        await commit(store, { outcomes: [back], now: after(2_001) });
        expect((await claimOne(store, after(2_001))).deliveryRef).toBe(two.deliveryRef);
        expect([far, near].map((row) => deliveryOf(row).ref)).toContain(one.deliveryRef);
      }),
    );

    it(
      'a clock that was set back does not hide what is published after it',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        await publish(store, { accountRef, endpointRefs }, after(7_200_000));
        await claimOne(store, after(7_200_000));
        const row = await publish(store, { accountRef, endpointRefs }, T0);
        const memory = await publish(store, { accountRef, endpointRefs, first: 'in_memory' }, T0);
        expect((await claimOne(store, T0)).deliveryRef).toBe(deliveryOf(row).ref);
        const later = await claim(store, after(CLAIM_MS));
        expect(later.map((one) => one.deliveryRef)).toContain(deliveryOf(memory).ref);
      }),
    );

    it(
      'nothing that is published while claimers run is left asleep',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 3);
        const [total, publishers] = [600, 6];
        const claimed = new Set<DeliveryRef>();
        let published = 0;
        let now = 0;
        const publishing = Array.from({ length: publishers }, async (_, p) => {
          for (let n = p; n < total / 3; n += publishers) {
            await publish(store, { accountRef, endpointRefs }, after(++now));
            published += 3;
          }
        });
        const claimer = async () => {
          while (published < total || claimed.size < total) {
            const before = published;
            const more = await claim(store, after(++now), { lanesMax: 2, deliveriesPerLaneMax: 2 });
            for (const one of more) claimed.add(one.deliveryRef);
            // Everything was published before this claim looked: an empty claim is the end, or something sleeps.
            if (before === total && more.length === 0) break;
          }
        };
        await Promise.all([...publishing, claimer(), claimer(), claimer()]);
        for (const one of await drain(store, now)) claimed.add(one.deliveryRef);
        expect(claimed.size).toBe(total);
      }),
    );

    it(
      'after a start every claim of the dead process is released, and nothing else moves',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 2);
        const memory = await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        await publish(store, { accountRef, endpointRefs });
        const claimed = await claim(store, after(1));
        expect(claimed).toHaveLength(2);
        const [done, rests] = claimed;
        if (done === undefined || rests === undefined) throw new Error('both are due');
        const waiting = { type: 'waiting', dueAt: after(3_600_000) } as const;
        await commit(store, { outcomes: [anOutcome(done, waiting)] });
        expect(await store.hot.releaseClaims(after(100))).toBe(3);
        expect(await store.hot.releaseClaims(after(100))).toBe(0);
        const again = await claim(store, after(100));
        const refs = [...memory.deliveries.map((delivery) => delivery.ref), rests.deliveryRef];
        expect(again.map((one) => one.deliveryRef).toSorted()).toEqual(refs.toSorted());
        expect(await store.hot.countWaiting()).toBe(4);
        // What the dead process meant to say about its claim comes too late.
        const late = anOutcome(rests, { type: 'dead', at: after(200), reason: 'exhausted' });
        expect((await commit(store, { outcomes: [late] })).outcomes).toEqual(['stale']);
      }),
    );

    it(
      'releasing claims leaves paused lanes at rest',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 1);
        const [endpointRef] = endpointRefs;
        if (endpointRef === undefined) throw new Error('no endpoint');
        await publish(store, { accountRef, endpointRefs, first: 'in_memory' });
        const paused = { at: after(1), reason: 'manual' } as const;
        const entry = anAuditEntry({ accountRef });
        await store.endpoints.setPaused(accountRef, endpointRef, paused, after(1), entry);
        await store.hot.releaseClaims(after(2));
        expect(await claim(store, after(CLAIM_MS * 2))).toEqual([]);
      }),
    );

    it(
      'a sweep of lanes in order mends none of them',
      withFreshStore(open, async ({ store }) => {
        const lanes = await insertLanes(store, 3);
        await publish(store, lanes);
        await publish(store, { ...lanes, first: 'in_memory' });
        await claim(store, after(1));
        expect(await store.hot.sweepLanes(after(2))).toBe(0);
        expect(await store.hot.sweepLanes(after(CLAIM_MS * 5))).toBe(0);
      }),
    );

    it(
      'a sweep wakes the lanes of a dead process, and leaves paused and held ones at rest',
      withFreshStore(open, async ({ store }) => {
        const { accountRef, endpointRefs } = await insertLanes(store, 3);
        const [paused, held, asleep] = endpointRefs;
        if (paused === undefined || held === undefined) throw new Error('no endpoints');
        const toHold = await publish(store, { accountRef, endpointRefs: [held], first: 'in_memory' });
        await publish(store, { accountRef, endpointRefs });
        await claim(store, after(1));
        const lane = { holdUntil: after(CLAIM_MS * 20) };
        const failed = anOutcome(toHold, { type: 'waiting', dueAt: after(10) }, { lane });
        await commit(store, { outcomes: [failed] });
        const entry = anAuditEntry({ accountRef });
        await store.endpoints.setPaused(
          accountRef,
          paused,
          { at: after(2), reason: 'manual' },
          after(2),
          entry,
        );
        // A claim meets the held lane, and puts it off until its time.
        expect(await claim(store, after(20))).toEqual([]);
        expect(await store.hot.sweepLanes(after(30))).toBe(0);
        await claim(store, after(CLAIM_MS + 1));
        await publish(store, { accountRef, endpointRefs, first: 'in_memory' }, after(CLAIM_MS + 2));
        const expired = after(CLAIM_MS * 2 + 2);
        await store.hot.sweepLanes(expired);
        const claimed = await claim(store, expired);
        expect(claimed.map((one) => one.endpointRef)).toEqual([asleep, asleep]);
      }),
    );

    it(
      'waiting deliveries are counted, of one account and of all',
      withFreshStore(open, async ({ store }) => {
        const [one, two] = [await insertLanes(store, 2), await insertLanes(store, 1)];
        expect(await store.hot.countWaiting()).toBe(0);
        const row = await publish(store, { ...two, first: 'in_memory' });
        await publish(store, one);
        expect(await store.hot.countWaiting(one.accountRef)).toBe(2);
        expect(await store.hot.countWaiting()).toBe(3);
        await commit(store, { outcomes: [anOutcome(row, { type: 'delivered', at: after(1) })] });
        expect(await store.hot.countWaiting(two.accountRef)).toBe(0);
        expect(await store.hot.countWaiting()).toBe(2);
      }),
    );
  });
}
