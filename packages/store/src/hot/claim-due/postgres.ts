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
 * materialized CTE: inside `in (...)` it may run several times and lock more than it takes. Rows are moved by their delivery, not by the
 * time that the snapshot saw: whoever hands one back at the same moment has changed it.
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
join lanes l on l.account_id = t.account_id and l.endpoint_id = t.endpoint_id
where l.next_at <= $3::bigint
for update of l skip locked`,

  take: `
with picked as materialized (
  select l.account_id, l.turn, d.delivery_id, d.due_at
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) with ordinality as l(account_id, endpoint_id, head_due, turn)
  cross join lateral (
    select delivery_id, due_at
    from due
    where account_id = l.account_id and endpoint_id = l.endpoint_id and due_at between l.head_due and $4::bigint
    order by due_at, delivery_id
    limit $5::int
    for update skip locked
  ) as d
  limit $6::int
),
taken as materialized (
  update due d
  set due_at = $7::bigint, token = d.token + 1, claimed = 1
  from picked p
  where d.account_id = p.account_id and d.delivery_id = p.delivery_id
  returning p.turn, p.due_at as was_due_at, d.account_id, d.endpoint_id, d.delivery_id, d.event_id, d.token, d.generation,
    d.attempts, d.attempts_before
)
select t.turn::int, t.account_id as "accountRef", t.endpoint_id as "endpointRef", t.delivery_id as "deliveryRef",
  t.event_id as "eventRef", t.token, t.generation, t.attempts, t.attempts_before as "attemptsBefore",
  e.public_id as "eventId", e.content_type as "contentType", b.body
from taken t
left join events e on e.account_id = t.account_id and e.event_id = t.event_id
left join event_bodies b on b.account_id = e.account_id and b.event_id = e.event_id
order by t.turn, t.was_due_at, t.delivery_id`,

  // A turn given by the caller is a lane at rest; without one it is when the lane has work again, never above now for the watermark:
  // rows that come later are due at their own now or after it.
  sendToBack: `
update lanes l
set next_at = coalesce(t.next_at, greatest(t.next_due, $4::bigint), ${NEVER}),
  head_due = case when t.next_at is null then least(t.next_due, $4::bigint) else l.head_due end
from (
  select i.account_id, i.endpoint_id, i.next_at, d.next_due
  from unnest($1::bigint[], $2::bigint[], $3::bigint[], $5::bigint[]) as i(account_id, endpoint_id, next_at, head_due)
  left join lateral (
    select due_at as next_due
    from due
    where account_id = i.account_id and endpoint_id = i.endpoint_id and due_at >= i.head_due
    order by due_at
    limit 1
  ) as d on true
) as t
where l.account_id = t.account_id and l.endpoint_id = t.endpoint_id`,

  // Deliveries whose event went with the retention: there is nothing left to send.
  expire: `
with gone as materialized (
  delete from due d
  using unnest($1::bigint[], $2::bigint[]) as i(account_id, delivery_id)
  where d.account_id = i.account_id and d.delivery_id = i.delivery_id
  returning d.account_id, d.delivery_id, d.attempts + d.attempts_before as attempts
)
update deliveries d
set status = 'dead', dead_reason = 'expired', closed_at = $3::bigint, attempts = g.attempts
from gone g
where d.account_id = g.account_id and d.delivery_id = g.delivery_id`,
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
      last: [
        ...(expired.length === 0 ? [] : [expire(expired, now)]),
        sendToBack([...reached, ...resting], now),
      ],
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

function expire(rows: readonly TakenRow[], now: number): QueryConfig {
  return {
    name: 'expire',
    text: CLAIM_DUE_SQL.expire,
    values: [numbers(rows.map((row) => row.accountRef)), numbers(rows.map((row) => row.deliveryRef)), now],
  };
}
