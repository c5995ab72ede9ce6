/**
 * Makes claimed deliveries due again when their process is gone: a claim that has not run out lies after now, so each lane is read from
 * now on only, and a backlog of millions is not looked at. What ran out already is due by itself; the sweep that follows wakes its lane.
 * Locks as results do: due rows by delivery, then lanes.
 *
 * Plan: `due` by a range of its primary key for each lane, then by its unique index on the delivery; lanes by primary key.
 */
import type { EpochMs } from '@keyturn/core';
import type { QueryConfig } from 'pg';
import type { LanePosition } from '../lane-position.ts';
import { numbers } from '../postgres-arrays.ts';

/** The statement, named for the test that asserts its plan. */
export const RELEASE_CLAIMS_SQL = `
with picked as materialized (
  select d.account_id, d.delivery_id
  from unnest($1::bigint[], $2::bigint[]) as i(account_id, endpoint_id)
  join due d on d.account_id = i.account_id and d.endpoint_id = i.endpoint_id and d.due_at > $3::bigint
  where d.claimed = 1
  order by d.account_id, d.delivery_id
  for update of d
),
released as (
  update due d
  set due_at = $3::bigint, claimed = 0
  from picked p
  where d.account_id = p.account_id and d.delivery_id = p.delivery_id
  returning d.account_id, d.endpoint_id
),
lane_turns as materialized (
  select l.account_id, l.endpoint_id
  from (select distinct account_id, endpoint_id from released) as r
  join lanes l on l.account_id = r.account_id and l.endpoint_id = r.endpoint_id
  order by l.account_id, l.endpoint_id
  for update of l
),
turned as (
  update lanes l
  set next_at = case when l.paused_at is null then least(l.next_at, $3::bigint) else l.next_at end,
    head_due = least(l.head_due, $3::bigint)
  from lane_turns t
  where l.account_id = t.account_id and l.endpoint_id = t.endpoint_id
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
