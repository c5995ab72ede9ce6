/**
 * Walks over the lanes that have due rows, jumping from lane to lane through the primary key of `due`: a lane costs the same with one row
 * and with ten million. Each step gives the lane's earliest row, and the lane itself when there is one.
 *
 * Plan: a recursive CTE of index probes (a loose index scan, which the planner does not make by itself), lanes by primary key.
 */
import type { QueryConfig } from 'pg';
import type { LanePosition } from './lane-position.ts';

/** The statement, named for the test that asserts its plan. */
export const WALK_LANES_SQL = `
with recursive walk as (
  (
    select account_id, endpoint_id, due_at, 1 as n
    from due
    where (account_id, endpoint_id) > ($1::bigint, $2::bigint)
    order by account_id, endpoint_id, due_at
    limit 1
  )
  union all
  (
    select d.account_id, d.endpoint_id, d.due_at, w.n + 1
    from walk w
    cross join lateral (
      select account_id, endpoint_id, due_at
      from due
      where (account_id, endpoint_id) > (w.account_id, w.endpoint_id)
      order by account_id, endpoint_id, due_at
      limit 1
    ) as d
    where w.n < $3::int
  )
)
select w.account_id as "accountId", w.endpoint_id as "endpointId", w.due_at as "dueAt", l.next_at as "nextAt",
  l.head_due as "headDue", l.hold_until as "holdUntil", l.paused_at as "pausedAt"
from walk w
left join lanes l on l.account_id = w.account_id and l.endpoint_id = w.endpoint_id
order by w.account_id, w.endpoint_id`;

/** A lane as the walk sees it. */
export interface WalkedLane extends LanePosition {
  /** Its earliest row, claimed or not. */
  readonly dueAt: number;
  /** Null when there is no lane: its endpoint is deleted, or its account closed. */
  readonly nextAt: number | null;
  readonly headDue: number | null;
  readonly holdUntil: number | null;
  readonly pausedAt: number | null;
}

/** The next `max` lanes after a position, in order. */
export function walkLanes(after: LanePosition, max: number): QueryConfig {
  return { name: 'walk-lanes', text: WALK_LANES_SQL, values: [after.accountId, after.endpointId, max] };
}
