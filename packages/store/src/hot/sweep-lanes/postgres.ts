/**
 * Mends lanes: those whose next turn or watermark lies after their earliest due row, and due rows without a lane.
 *
 * The net under the claim: it finds the work of a process that died with deliveries in memory (their due rows touch no lane), a clock that
 * went back, and what a deletion left half done. Seen without locks (`postgres-lane-walk.ts`), mended under them: a lane that was lowered for
 * nothing is visited once for nothing.
 *
 * Plan: lanes by primary key; `due` by a range of its primary key, then by its unique index on the delivery. What is locked is updated by
 * `insert ... on conflict`, for the reasons given with the claim (`claim-due/postgres.ts`).
 */
import type { EpochMs } from '@keyturn/core';
import type { QueryConfig } from 'pg';
import type { LanePosition } from '../lane-position.ts';
import { numbers } from '../postgres-arrays.ts';
import type { WalkedLane } from '../postgres-lane-walk.ts';

/** Due rows without a lane that one statement ends. */
export const ORPHANS_PER_STEP = 1_000;

/** The statements, named for the test that asserts their plans. */
export const SWEEP_LANES_SQL = {
  wake: `
with asleep as materialized (
  select l.account_id, l.endpoint_id, i.due_at
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as i(account_id, endpoint_id, due_at)
  cross join lateral (
    select account_id, endpoint_id
    from lanes
    where account_id = i.account_id and endpoint_id = i.endpoint_id
    for update
  ) as l
)
insert into lanes as l (account_id, endpoint_id, next_at, head_due)
select account_id, endpoint_id, due_at, due_at
from asleep
on conflict (account_id, endpoint_id) do update
set next_at = case when l.paused_at is null then least(l.next_at, excluded.next_at) else l.next_at end,
  head_due = least(l.head_due, excluded.head_due)`,

  endOrphans: `
with picked as materialized (
  select delivery_id
  from due
  where account_id = $1::bigint and endpoint_id = $2::bigint
  order by due_at, delivery_id
  limit ${ORPHANS_PER_STEP}
  for update skip locked
),
gone as (
  delete from due
  where account_id = $1::bigint and delivery_id = any(array(select delivery_id from picked))
  returning delivery_id, event_id, generation, attempts + attempts_before as attempts, enqueued_at
),
closed as (
  insert into deliveries as d (account_id, delivery_id, event_id, endpoint_id, status, generation, attempts, created_at,
    closed_at, dead_reason)
  select $1::bigint, delivery_id, event_id, $2::bigint, 'dead', generation, attempts, enqueued_at, $3::bigint,
    case
      when (select closed_at from accounts where account_id = $1::bigint) is null then 'endpoint_deleted'
      else 'account_deleted'
    end
  from gone
  on conflict (account_id, delivery_id) do update
  set status = excluded.status, attempts = excluded.attempts, closed_at = excluded.closed_at,
    dead_reason = excluded.dead_reason
)
select count(*) as count from gone`,
} as const;

/** Whether a lane must be woken: it turns, or reads on, after work that it has. */
export function isAsleep(lane: WalkedLane): boolean {
  if (lane.nextAt === null || lane.headDue === null) return false;
  const restsUntil = lane.holdUntil ?? 0;
  return (
    (lane.pausedAt === null && lane.nextAt > Math.max(lane.dueAt, restsUntil)) || lane.headDue > lane.dueAt
  );
}

/** Wakes lanes. */
export function wakeLanes(lanes: readonly WalkedLane[]): QueryConfig {
  return {
    name: 'wake-lanes',
    text: SWEEP_LANES_SQL.wake,
    values: [
      numbers(lanes.map((lane) => lane.accountId)),
      numbers(lanes.map((lane) => lane.endpointId)),
      numbers(lanes.map((lane) => lane.dueAt)),
    ],
  };
}

/** Ends up to ORPHANS_PER_STEP deliveries of an endpoint without a lane; the answer is how many. */
export function endOrphans(lane: LanePosition, now: EpochMs): QueryConfig {
  return {
    name: 'end-orphans',
    text: SWEEP_LANES_SQL.endOrphans,
    values: [lane.accountId, lane.endpointId, now],
  };
}
