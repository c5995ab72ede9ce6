import { type AccountRef, CLAIM_MS, type EndpointRef, type EpochMs } from '@keyturn/core';
import { aPublish } from '@keyturn/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { openMemory } from '../test-scratch.ts';
import type { ClaimedDelivery, ClaimRequest, HotBatch } from './hot-store.ts';
import { LANES_PER_STEP, LANES_START, type LaneWalk, NEVER } from './lane-position.ts';
import { type HotStatements, makeHotStatements } from './sqlite-hot-statements.ts';

const T0 = 1_700_000_000_000;
const at = (ms: number) => (T0 + ms) as EpochMs;
const account = (n: number) => n as AccountRef;
const endpoint = (n: number) => n as EndpointRef;

let db: Awaited<ReturnType<typeof openMemory>>['db'];
let hot: HotStatements;

beforeEach(async () => {
  ({ db } = await openMemory());
  hot = makeHotStatements(db);
});

function addLanes(accountRef: AccountRef, first: number, count: number): EndpointRef[] {
  const insert = db.prepare('insert into lanes (account_id, endpoint_id) values (?, ?)');
  return Array.from({ length: count }, (_, n) => {
    insert.run(accountRef, first + n);
    return endpoint(first + n);
  });
}

function commit(batch: Partial<HotBatch>) {
  return hot.commitBatch({ publishes: [], outcomes: [], secretUses: [], now: at(0), ...batch });
}

/** One event to each of the endpoints. */
function publish(accountRef: AccountRef, endpointRefs: readonly EndpointRef[], first?: 'in_memory') {
  const rows = endpointRefs.map((ref) =>
    aPublish({ accountRef, endpointRefs: [ref], ...(first === undefined ? {} : { first }) }),
  );
  commit({ publishes: rows });
  return rows;
}

function claim(ms: number, limits: Partial<ClaimRequest> = {}): readonly ClaimedDelivery[] {
  const most = { lanesMax: 128, deliveriesPerLaneMax: 10, deliveriesMax: 1000 };
  return hot.claimDue({ now: at(ms), claimMs: CLAIM_MS, ...most, ...limits });
}

/** All steps of a walk, and what they counted together. */
function walk(step: (after: LaneWalk['next'] & object) => LaneWalk): { count: number; steps: number } {
  let count = 0;
  for (let after = LANES_START, steps = 1; ; steps++) {
    const done = step(after);
    count += done.count;
    if (done.next === undefined) return { count, steps };
    after = done.next;
  }
}

const sweep = (ms: number) => walk((after) => hot.sweepLanes(at(ms), after));

function laneOf(ref: EndpointRef) {
  const row = db.prepare('select next_at, head_due from lanes where endpoint_id = ?').get(ref);
  return { nextAt: row?.next_at, headDue: row?.head_due };
}

function deliveryStates() {
  const rows = db.prepare('select status, dead_reason, closed_at from deliveries order by delivery_id').all();
  return rows.map((row) => [row.status, row.dead_reason, row.closed_at]);
}

describe('a claim', () => {
  it('reads on where the last one stopped: five thousand due lanes of one account hide another’s for a few claims', () => {
    publish(account(1), addLanes(account(1), 1_000, 5_000));
    const [quiet = endpoint(0)] = addLanes(account(2), 9_000, 1);
    commit({ publishes: [aPublish({ accountRef: account(2), endpointRefs: [quiet] })], now: at(1) });
    let claims = 0;
    let loud = 0;
    for (let found = false; !found; claims++) {
      const claimed = claim(10 + claims, { lanesMax: 64 });
      found = claimed.some((one) => one.endpointRef === quiet);
      loud += claimed.length;
      expect(claims).toBeLessThan(20);
    }
    // 512 lanes are read a claim, 64 of them visited.
    expect(claims).toBe(10);
    expect(loud).toBe(640);
  });

  it('comes round to every lane, however many there are', () => {
    publish(account(1), addLanes(account(1), 1_000, 3_000));
    const claimed = new Set<number>();
    for (let n = 0; claimed.size < 3_000; n++) {
      const more = claim(n, { lanesMax: 64 });
      // An empty claim says that nothing is due, and the claimer rests.
      expect(more).not.toEqual([]);
      for (const one of more) claimed.add(one.endpointRef);
    }
    expect(claim(100)).toEqual([]);
  });

  it('sends a lane that has more to the back, behind those that it did not reach', () => {
    const lanes = addLanes(account(1), 100, 3);
    publish(account(1), [...lanes, ...lanes]);
    const order = [1, 2, 3, 4, 5, 6].flatMap((ms) => claim(ms, { deliveriesMax: 1 }));
    expect(order.map((one) => one.endpointRef)).toEqual([...lanes, ...lanes]);
  });

  it('leaves lanes that it did not reach where they were', () => {
    const lanes = addLanes(account(1), 100, 4);
    publish(account(1), lanes);
    const first = claim(1, { deliveriesMax: 2 });
    const second = claim(2, { deliveriesMax: 2 });
    expect([...first, ...second].map((one) => one.endpointRef)).toEqual(lanes);
  });

  it('puts a lane without work to sleep, and one with later work to that time', () => {
    const [one = endpoint(0), two = endpoint(0)] = addLanes(account(1), 100, 2);
    const [, row] = publish(account(1), [one, two], 'in_memory');
    const delivered = { type: 'delivered', at: at(1) } as const;
    commit({
      outcomes: (row?.deliveries ?? []).map((delivery) => ({
        accountRef: account(1),
        endpointRef: delivery.endpointRef,
        deliveryRef: delivery.ref,
        claim: { token: 1, generation: 1 },
        next: delivered,
      })),
    });
    expect(claim(CLAIM_MS)).toHaveLength(1);
    expect(laneOf(one)).toEqual({ nextAt: at(2 * CLAIM_MS), headDue: at(CLAIM_MS) });
    expect(laneOf(two)).toEqual({ nextAt: NEVER, headDue: at(CLAIM_MS) });
  });

  it('ends a delivery whose event is gone, and takes the others', () => {
    const lanes = addLanes(account(1), 100, 1);
    const [gone] = publish(account(1), lanes);
    publish(account(1), lanes);
    db.prepare('delete from event_bodies where event_id = ?').run(gone?.event.ref ?? 0);
    expect(claim(5)).toHaveLength(1);
    expect(deliveryStates()).toEqual([
      ['dead', 'expired', at(5)],
      ['waiting', null, null],
    ]);
  });
});

describe('a release of claims', () => {
  it('makes what a dead process held due at once, lane by lane in steps, and lets retries wait for their time', () => {
    const count = LANES_PER_STEP + 1;
    const lanes = addLanes(account(1), 10_000, count);
    publish(account(1), lanes, 'in_memory');
    const [later] = publish(account(1), lanes.slice(0, 1), 'in_memory');
    const delivery = later?.deliveries[0];
    if (delivery === undefined) throw new Error('no delivery');
    const retry = {
      accountRef: account(1),
      endpointRef: delivery.endpointRef,
      deliveryRef: delivery.ref,
      claim: { token: 1, generation: 1 },
      next: { type: 'waiting', dueAt: at(CLAIM_MS) },
    } as const;
    commit({ outcomes: [retry] });
    expect(claim(100)).toEqual([]);
    expect(walk((after) => hot.releaseClaims(at(100), after))).toEqual({ count, steps: 2 });
    const claimed = new Set<number>();
    for (let n = 100; claimed.size < count; n++) {
      const more = claim(n);
      expect(more).not.toEqual([]);
      for (const one of more) claimed.add(one.deliveryRef);
    }
    expect(claimed.has(delivery.ref)).toBe(false);
    expect(walk((after) => hot.releaseClaims(at(CLAIM_MS * 9), after)).count).toBe(0);
  });
});

describe('a sweep', () => {
  it('wakes lanes that sleep past their work, in steps, and leaves paused and held ones at rest', () => {
    const count = LANES_PER_STEP + 200;
    publish(account(1), addLanes(account(1), 10_000, count));
    db.exec(`update lanes set next_at = ${NEVER}, head_due = ${at(60_000)}`);
    db.exec(`update lanes set paused_at = 1 where endpoint_id = 10000`);
    db.exec(`update lanes set hold_until = ${NEVER} where endpoint_id = 10001`);
    expect(sweep(1)).toEqual({ count, steps: 2 });
    expect(laneOf(endpoint(10_000))).toEqual({ nextAt: NEVER, headDue: T0 });
    expect(laneOf(endpoint(10_002))).toEqual({ nextAt: T0, headDue: T0 });
    const claimed = new Set<number>();
    for (let n = 2; n < 40; n++) for (const one of claim(n)) claimed.add(one.endpointRef);
    expect(claimed.size).toBe(count - 2);
    expect(sweep(50)).toEqual({ count: 0, steps: 2 });
  });

  it('ends what waits without a lane, a bounded number in a step, for the reason of its account', () => {
    db.exec(`insert into accounts values (2, 'closed', 'x', '[]', 1, 5)`);
    const [own = endpoint(0)] = addLanes(account(1), 100, 1);
    const [others = endpoint(0)] = addLanes(account(2), 200, 1);
    commit({
      publishes: Array.from({ length: 2_500 }, () =>
        aPublish({ accountRef: account(1), endpointRefs: [own] }),
      ),
    });
    publish(account(2), [others]);
    db.exec('delete from lanes');
    expect(sweep(7)).toEqual({ count: 2, steps: 3 });
    const states = deliveryStates();
    expect(states).toHaveLength(2_501);
    expect(states.slice(0, -1).every((state) => state[1] === 'endpoint_deleted')).toBe(true);
    expect(states.at(-1)).toEqual(['dead', 'account_deleted', at(7)]);
    expect(db.prepare('select count(*) as n from due').get()?.n).toBe(0);
  });
});

describe('a batch', () => {
  it('ends at once what would wait for the claimer without a lane, and leaves what is in memory to its outcome', () => {
    const rows = [
      aPublish({ accountRef: account(1), endpointRefs: [endpoint(100)] }),
      aPublish({ accountRef: account(1), endpointRefs: [endpoint(100)], first: 'in_memory' }),
    ];
    expect(commit({ publishes: rows }).publishes).toEqual(['stored', 'stored']);
    expect(deliveryStates()).toEqual([
      ['dead', 'endpoint_deleted', at(0)],
      ['waiting', null, null],
    ]);
    const delivery = rows[1]?.deliveries[0];
    if (delivery === undefined) throw new Error('no delivery');
    const failed = {
      accountRef: account(1),
      endpointRef: delivery.endpointRef,
      deliveryRef: delivery.ref,
      claim: { token: 1, generation: 1 },
      next: { type: 'waiting', dueAt: at(9_000) },
    } as const;
    expect(commit({ outcomes: [failed], now: at(3) }).outcomes).toEqual(['recorded']);
    expect(deliveryStates()[1]).toEqual(['dead', 'endpoint_deleted', at(3)]);
  });

  it('is a duplicate of itself when it comes again, also with an id of ours', () => {
    const lanes = addLanes(account(1), 100, 1);
    const [row] = publish(account(1), lanes);
    if (row === undefined) throw new Error('no event');
    const rival = aPublish({ accountRef: account(1), endpointRefs: lanes, eventId: row.event.id });
    expect(commit({ publishes: [row, rival] }).publishes).toEqual(['duplicate', 'conflict']);
  });

  it('writes one lane once for a whole burst of deliveries that go out from memory', () => {
    const [lane = endpoint(0)] = addLanes(account(1), 100, 1);
    db.exec('create table writes (n integer)');
    db.exec('create trigger counted after update on lanes begin insert into writes values (1); end');
    for (let n = 0; n < 50; n++) {
      const row = aPublish({ accountRef: account(1), endpointRefs: [lane], first: 'in_memory' });
      commit({ publishes: [row], now: at(n) });
    }
    expect(db.prepare('select count(*) as n from writes').get()?.n).toBe(1);
  });
});
