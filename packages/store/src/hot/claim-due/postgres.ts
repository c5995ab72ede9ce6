/**
 * Claims due deliveries lane by lane, the lanes that wait longest first; which lanes are visited is decided as on the other dialect
 * (`take-turns.ts`, and a hand that remembers how far it read).
 *
 * Four statements, since each needs what the one before it did. `FIND_LANES` reads the index of turns alone and locks nothing: when nothing
 * is due, a poll is this and no transaction. `LOCK_LANES` takes the visited lanes, stepping over those that another claim or a commit has.
 * `TAKE` must be a later statement than the lock: its snapshot is younger than every commit that lowered one of these lanes before, so no
 * delivery is overlooked; in one statement with the lock it reads an older snapshot, and the lane would be put to sleep on top of work (the
 * lost wake-up). `SEND_TO_BACK` again is later than `TAKE`, and sees what is left.
 *
 * A claim waits for nobody (`skip locked`), so it is part of no deadlock. `limit` with `skip locked` stands in a lateral join of a
 * materialized CTE: inside `in (...)` it may run several times and lock more than it takes. Rows that are locked are updated by
 * `insert ... on conflict`: it always meets the row (nobody else can delete it), always goes by the unique key, and always sees the newest
 * version, where an `update ... from` would look for the one in its snapshot and could be planned from the wrong side (`hot-session.ts`).
 *
 * Plan: lanes by `lanes_by_turn`, `due` by a range of its primary key from the lane's watermark on (without the watermark and with a held
 * snapshot, 16 times slower), events and bodies by primary key.
 */
import type { QueryConfig, QueryResult } from 'pg';
import type { HotSession } from '../../dialects/postgres/hot-session.ts';
import type { ClaimedDelivery, ClaimRequest } from '../hot-store.ts';
import { NEVER } from '../lane-position.ts';
import { numbers } from '../postgres-arrays.ts';
import { takeTurns } from './take-turns.ts';

/** The statements, named for the test that asserts their plans. */
export const CLAIM_DUE_SQL = {
  findLanes: `
select next_at as "nextAt", account_id as "accountId", endpoint_id as "endpointId"
from lanes
where (next_at, account_id, endpoint_id) > ($1::bigint, $2::bigint, $3::bigint) and next_at <= $4::bigint
order by next_at, account_id, endpoint_id
limit $5::int`,

  lockLanes: `
select t.turn::int, l.account_id as "accountId", l.endpoint_id as "endpointId", l.head_due as "headDue",
  l.hold_until as "holdUntil", l.paused_at as "pausedAt"
from unnest($1::bigint[], $2::bigint[]) with ordinality as t(account_id, endpoint_id, turn)
cross join lateral (
  select account_id, endpoint_id, head_due, hold_until, paused_at
  from lanes
  where account_id = t.account_id and endpoint_id = t.endpoint_id and next_at <= $3::bigint
  for update skip locked
) as l`,

  take: `
with picked as materialized (
  select l.turn, d.account_id, d.endpoint_id, d.due_at, d.delivery_id, d.event_id, d.generation, d.enqueued_at
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as l(account_id, endpoint_id, head_due, turn)
  cross join lateral (
    select account_id, endpoint_id, due_at, delivery_id, event_id, generation, enqueued_at
    from due
    where account_id = l.account_id and endpoint_id = l.endpoint_id and due_at between l.head_due and $4::bigint
    order by due_at, delivery_id
    limit $5::int
    for update skip locked
  ) as d
  limit $6::int
),
taken as materialized (
  insert into due as d (account_id, endpoint_id, due_at, delivery_id, event_id, token, generation, claimed, attempts,
    attempts_before, enqueued_at)
  select account_id, endpoint_id, $7::bigint, delivery_id, event_id, 1, generation, 1, 0, 0, enqueued_at
  from picked
  on conflict on constraint one_due_row_per_delivery do update
  set due_at = excluded.due_at, token = d.token + 1, claimed = 1
  returning d.account_id, d.endpoint_id, d.delivery_id, d.event_id, d.token, d.generation, d.attempts, d.attempts_before
)
select p.turn::int, t.account_id as "accountRef", t.endpoint_id as "endpointRef", t.delivery_id as "deliveryRef",
  t.event_id as "eventRef", t.token, t.generation, t.attempts, t.attempts_before as "attemptsBefore",
  e.public_id as "eventId", e.content_type as "contentType", e.body
from picked p
join taken t on t.delivery_id = p.delivery_id
left join lateral (
  select e.public_id, e.content_type, b.body
  from events e
  join event_bodies b on b.account_id = e.account_id and b.event_id = e.event_id
  where e.account_id = t.account_id and e.event_id = t.event_id
  offset 0
) as e on true
order by p.turn, p.due_at, p.delivery_id`,

  // A turn given by the caller is a lane at rest; without one it is when the lane has work again, never above now for the watermark:
  // rows that come later are due at their own now or after it.
  sendToBack: `
insert into lanes as l (account_id, endpoint_id, next_at, head_due, hold_until, paused_at, paused_reason)
select i.account_id, i.endpoint_id, coalesce(i.next_at, greatest(d.due_at, $4::bigint), ${NEVER}),
  case when i.next_at is null then least(d.due_at, $4::bigint) else i.head_due end, null, null, null
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $5::bigint[]) as i(account_id, endpoint_id, next_at, head_due)
left join lateral (
  select due_at
  from due
  where account_id = i.account_id and endpoint_id = i.endpoint_id and due_at >= i.head_due
  order by due_at
  limit 1
) as d on i.next_at is null
on conflict (account_id, endpoint_id) do update
set next_at = excluded.next_at, head_due = excluded.head_due`,

  // Deliveries of one account whose events went with the retention: there is nothing left to send.
  expire: `
with gone as materialized (
  delete from due
  where account_id = $1::bigint and delivery_id = any($2::bigint[])
  returning delivery_id, event_id, endpoint_id, generation, attempts + attempts_before as attempts, enqueued_at
)
insert into deliveries as d (account_id, delivery_id, event_id, endpoint_id, status, generation, attempts, created_at,
  closed_at, dead_reason)
select $1::bigint, delivery_id, event_id, endpoint_id, 'dead', generation, attempts, enqueued_at, $3::bigint, 'expired'
from gone
on conflict (account_id, delivery_id) do update
set status = excluded.status, attempts = excluded.attempts, closed_at = excluded.closed_at,
  dead_reason = excluded.dead_reason`,
} as const;

interface DueLane {
  readonly nextAt: number;
  readonly accountId: number;
  readonly endpointId: number;
}

interface LockedLane {
  readonly turn: number;
  readonly accountId: number;
  readonly endpointId: number;
  readonly headDue: number;
  readonly holdUntil: number | null;
  readonly pausedAt: number | null;
}

interface TakenRow extends Omit<ClaimedDelivery, 'claim' | 'claimedUntil' | 'eventId'> {
  /** 1, 2, 3, ... in the order of the visited lanes. */
  readonly turn: number;
  readonly token: number;
  readonly generation: number;
  /** Null when the event is gone. */
  readonly eventId: ClaimedDelivery['eventId'] | null;
}

/** Lanes read for one that is visited. */
const LANES_READ_PER_VISIT = 8;

const START: DueLane = { nextAt: -1, accountId: 0, endpointId: 0 };

/** Claims on one session. */
export type ClaimDue = (request: ClaimRequest) => Promise<readonly ClaimedDelivery[]>;

/** Makes the claim, with its hand at the start. */
export function makeClaimDue(session: HotSession): ClaimDue {
  let hand = START;
  const readLanes = async ({ now, lanesMax }: ClaimRequest): Promise<readonly DueLane[]> => {
    const max = lanesMax * LANES_READ_PER_VISIT;
    const read = async (after: DueLane, limit: number) =>
      (await session.query(findLanes(after, now, limit))).rows as readonly DueLane[];
    const ahead = await read(hand, max);
    // At the end it goes on from the start, up to where it stood.
    const behind = ahead.length < max && hand !== START ? await read(START, max - ahead.length) : [];
    const seen = new Set(ahead.map((lane) => lane.endpointId));
    const found = [...ahead, ...behind.filter((lane) => !seen.has(lane.endpointId))];
    hand = found.length < max ? START : (found.at(-1) ?? START);
    return found;
  };

  return async (request) => {
    const lanes = takeTurns(await readLanes(request), request.lanesMax);
    return lanes.length === 0 || request.deliveriesMax <= 0 ? [] : visit(session, lanes, request);
  };
}

function visit(
  session: HotSession,
  lanes: readonly DueLane[],
  request: ClaimRequest,
): Promise<readonly ClaimedDelivery[]> {
  const { now } = request;
  return session.transactInSteps(async ({ send }) => {
    const [lockedLanes] = await send(lockLanes(lanes, now));
    const locked = rowsOf<LockedLane>(lockedLanes).toSorted((one, other) => one.turn - other.turn);
    const awake = locked.filter((lane) => restsUntil(lane) <= now);
    const [takenRows] = await send(take(awake, request));
    const taken = rowsOf<TakenRow>(takenRows);
    // When the limit was met, lanes behind the last row were not reached, and keep their turn.
    const reached = taken.length < request.deliveriesMax ? awake : awake.slice(0, taken.at(-1)?.turn);
    const resting = locked.filter((lane) => restsUntil(lane) > now);
    const expired = taken.filter((row) => row.eventId === null);
    return {
      last: [...expireByAccount(expired, now), sendToBack([...reached, ...resting], now)],
      value: taken.flatMap((row) => claimedOf(row, request)),
    };
  });
}

function restsUntil(lane: LockedLane): number {
  return lane.pausedAt === null ? (lane.holdUntil ?? 0) : NEVER;
}

function rowsOf<Row>(result: QueryResult | undefined): readonly Row[] {
  // The columns of our own statement.
  return (result?.rows ?? []) as readonly Row[];
}

function claimedOf(row: TakenRow, { now, claimMs }: ClaimRequest): readonly ClaimedDelivery[] {
  const { turn: _turn, token, generation, eventId, ...delivery } = row;
  if (eventId === null) return [];
  return [
    {
      ...delivery,
      eventId,
      claim: { token, generation },
      claimedUntil: (now + claimMs) as ClaimedDelivery['claimedUntil'],
    },
  ];
}

function findLanes(after: DueLane, now: number, limit: number): QueryConfig {
  const values = [after.nextAt, after.accountId, after.endpointId, now, limit];
  return { name: 'find-lanes', text: CLAIM_DUE_SQL.findLanes, values };
}

function lockLanes(lanes: readonly DueLane[], now: number): QueryConfig {
  return {
    name: 'lock-lanes',
    text: CLAIM_DUE_SQL.lockLanes,
    values: [
      numbers(lanes.map((lane) => lane.accountId)),
      numbers(lanes.map((lane) => lane.endpointId)),
      now,
    ],
  };
}

function take(lanes: readonly LockedLane[], request: ClaimRequest): QueryConfig {
  return {
    name: 'take',
    text: CLAIM_DUE_SQL.take,
    values: [
      numbers(lanes.map((lane) => lane.accountId)),
      numbers(lanes.map((lane) => lane.endpointId)),
      numbers(lanes.map((lane) => lane.headDue)),
      request.now,
      request.deliveriesPerLaneMax,
      request.deliveriesMax,
      request.now + request.claimMs,
    ],
  };
}

function sendToBack(lanes: readonly LockedLane[], now: number): QueryConfig {
  return {
    name: 'send-to-back',
    text: CLAIM_DUE_SQL.sendToBack,
    values: [
      numbers(lanes.map((lane) => lane.accountId)),
      numbers(lanes.map((lane) => lane.endpointId)),
      numbers(lanes.map((lane) => (restsUntil(lane) > now ? restsUntil(lane) : undefined))),
      now,
      numbers(lanes.map((lane) => lane.headDue)),
    ],
  };
}

function expireByAccount(rows: readonly TakenRow[], now: number): readonly QueryConfig[] {
  const byAccount = Map.groupBy(rows, (row) => row.accountRef);
  return [...byAccount].map(([accountRef, own]) => ({
    name: 'expire',
    text: CLAIM_DUE_SQL.expire,
    values: [accountRef, numbers(own.map((row) => row.deliveryRef)), now],
  }));
}
