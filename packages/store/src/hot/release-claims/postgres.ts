/**
 * Makes claimed deliveries due again when their process is gone: a claim that has not run out lies after now, so each lane is read from
 * now on only, and a backlog of millions is not looked at. What ran out already is due by itself; the sweep that follows wakes its lane.
 * Runs before anything else of this process does, so that nothing waits for its locks.
 *
 * Plan: `due` by a range of its primary key for each lane, lanes by primary key; what is locked is updated by `insert ... on conflict`,
 * for the reasons given with the claim (`claim-due/postgres.ts`).
 */
import type { EpochMs } from '@keyturn/core';
import type { QueryConfig } from 'pg';
import type { LanePosition } from '../lane-position.ts';
import { numbers } from '../postgres-arrays.ts';

/** The statement, named for the test that asserts its plan. */
export const RELEASE_CLAIMS_SQL = `
with picked as materialized (
  select d.account_id, d.endpoint_id, d.delivery_id, d.event_id, d.generation, d.enqueued_at
  from unnest($1::bigint[], $2::bigint[]) as i(account_id, endpoint_id)
  cross join lateral (
    select account_id, endpoint_id, delivery_id, event_id, generation, enqueued_at
    from due
    where account_id = i.account_id and endpoint_id = i.endpoint_id and due_at > $3::bigint and claimed = 1
    order by due_at, delivery_id
    for update
  ) as d
),
released as (
  insert into due as d (account_id, endpoint_id, due_at, delivery_id, event_id, token, generation, claimed, attempts,
    attempts_before, enqueued_at)
  select account_id, endpoint_id, $3::bigint, delivery_id, event_id, 0, generation, 0, 0, 0, enqueued_at
  from picked
  on conflict on constraint one_due_row_per_delivery do update
  set due_at = excluded.due_at, claimed = 0
  returning d.account_id, d.endpoint_id
),
lane_turns as materialized (
  select l.account_id, l.endpoint_id
  from (select distinct account_id, endpoint_id from released order by account_id, endpoint_id) as r
  cross join lateral (
    select account_id, endpoint_id
    from lanes
    where account_id = r.account_id and endpoint_id = r.endpoint_id
    for update
  ) as l
),
turned as (
  insert into lanes as l (account_id, endpoint_id, next_at, head_due)
  select account_id, endpoint_id, $3::bigint, $3::bigint
  from lane_turns
  on conflict (account_id, endpoint_id) do update
  set next_at = case when l.paused_at is null then least(l.next_at, excluded.next_at) else l.next_at end,
    head_due = least(l.head_due, excluded.head_due)
)
select count(*) as count from released`;

/** Releases the claims of these lanes; the answer is how many. */
export function releaseClaims(lanes: readonly LanePosition[], now: EpochMs): QueryConfig {
  return {
    name: 'release-claims',
    text: RELEASE_CLAIMS_SQL,
    values: [
      numbers(lanes.map((lane) => lane.accountId)),
      numbers(lanes.map((lane) => lane.endpointId)),
      now,
    ],
  };
}
