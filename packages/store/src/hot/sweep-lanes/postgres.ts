/**
 * Mends lanes: those whose next turn or watermark lies after their earliest due row, and due rows without a lane.
 *
 * The net under the claim: it finds the work of a process that died with deliveries in memory (their due rows touch no lane), a clock that
 * went back, and what a deletion left half done. Seen without locks (`postgres-lane-walk.ts`), mended under them: a lane that was lowered for
 * nothing is visited once for nothing.
 *
 * Plan: lanes by primary key; `due` by a range of its primary key, then by its unique index on the delivery.
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
  join lanes l on l.account_id = i.account_id and l.endpoint_id = i.endpoint_id
  order by l.account_id, l.endpoint_id
  for update of l
)
update lanes l
set next_at = case when l.paused_at is null then least(l.next_at, a.due_at) else l.next_at end,
  head_due = least(l.head_due, a.due_at)
from asleep a
where l.account_id = a.account_id and l.endpoint_id = a.endpoint_id`,

  endOrphans: `
with picked as materialized (
  select account_id, delivery_id
  from due
  where account_id = $1::bigint and endpoint_id = $2::bigint
  order by due_at, delivery_id
  limit ${ORPHANS_PER_STEP}
  for update skip locked
),
gone as (
  delete from due d
  using picked p
  where d.account_id = p.account_id and d.delivery_id = p.delivery_id
  returning d.account_id, d.delivery_id, d.attempts + d.attempts_before as attempts
),
closed as (
  update deliveries d
  set status = 'dead', closed_at = $3::bigint, attempts = g.attempts,
    dead_reason = case
      when exists (select 1 from accounts a where a.account_id = $1::bigint and a.closed_at is not null)
        then 'account_deleted'
      else 'endpoint_deleted'
    end
  from gone g
  where d.account_id = g.account_id and d.delivery_id = g.delivery_id
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
