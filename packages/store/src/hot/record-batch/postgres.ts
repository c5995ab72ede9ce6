/**
 * Writes down what attempts did: the attempts, the deliveries' ends or next times, and what became of the lanes. One statement for a batch,
 * together with the lanes that new deliveries must wake.
 *
 * A failure counts only for the holder of the claim (token and generation); a success for anyone of the same generation while the delivery
 * waits. Locks are taken in one order by everyone: due rows by account and delivery, then lanes by account and endpoint; history rows
 * need none, since a delivery's due row stands for it. What is decided is decided on the locked rows, which are the newest whatever the
 * statement's snapshot says. Lanes are lowered under their lock, or a claim that reads them at the same time would put them to sleep on
 * top of the work that has just been added.
 *
 * Plan: `due` by its unique index on the delivery, then everything by primary key, driven by the arrays. 27 events a transaction at 64
 * publishers; pipelined with the inserts, 0.63 of the bare program.
 */
import type { EpochMs } from '@keyturn/core';
import type { QueryConfig, QueryResult } from 'pg';
import type { OutcomeRow } from '../hot-store.ts';
import { NEVER } from '../lane-position.ts';
import { BytesColumn, numbers, texts } from '../postgres-arrays.ts';

const DELIVERED = 0;
const DEAD = 1;
const WAITING = 2;

/** The statement, named for the test that asserts its plan. */
export const RECORD_BATCH_SQL = `
with input as materialized (
  select n, account_id, delivery_id, token, generation, kind, at, reason, started_at, duration_ms, cause, status_code,
    key_ids, epoch, response_headers, response_from, response_bytes, pause_at, hold_until
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::int[], $7::bigint[], $8::text[],
    $9::bigint[], $10::bigint[], $11::text[], $12::int[], $13::text[], $14::bigint[], $15::text[], $16::int[],
    $17::int[], $18::bigint[], $19::bigint[])
    as i(n, account_id, delivery_id, token, generation, kind, at, reason, started_at, duration_ms, cause, status_code,
      key_ids, epoch, response_headers, response_from, response_bytes, pause_at, hold_until)
),
locked as materialized (
  select i.n, i.account_id, i.delivery_id, i.token, i.generation, i.kind, i.at, i.reason, i.started_at, i.duration_ms,
    i.cause, i.status_code, i.key_ids, i.epoch, i.response_headers, i.response_from, i.response_bytes, i.pause_at,
    i.hold_until, d.endpoint_id, d.token as held_token, d.generation as held_generation, d.attempts, d.attempts_before
  from input i
  join due d on d.account_id = i.account_id and d.delivery_id = i.delivery_id
  order by i.account_id, i.delivery_id
  for update of d
),
held as materialized (
  select n, account_id, delivery_id, endpoint_id, kind, at, reason, started_at, duration_ms, cause, status_code, key_ids,
    epoch, response_headers, response_from, response_bytes, pause_at, hold_until, attempts_before,
    attempts + case when started_at is null then 0 else 1 end as attempts
  from locked
  where held_generation = generation and (kind = ${DELIVERED} or held_token = token)
),
turns as materialized (
  select account_id, endpoint_id, min(due_at) as due_at, min(pause_at) as pause_at, max(hold_until) as hold_until
  from (
    select account_id, endpoint_id, case when kind = ${WAITING} then at end as due_at, pause_at, hold_until
    from held
    where kind = ${WAITING} or pause_at is not null or hold_until is not null
    union all
    select account_id, endpoint_id, $22::bigint, null, null
    from unnest($20::bigint[], $21::bigint[]) as l(account_id, endpoint_id)
  ) as t
  group by account_id, endpoint_id
),
lane_turns as materialized (
  select l.account_id, l.endpoint_id, t.due_at, t.pause_at, t.hold_until
  from turns t
  join lanes l on l.account_id = t.account_id and l.endpoint_id = t.endpoint_id
  order by t.account_id, t.endpoint_id
  for update of l
),
turned as (
  update lanes l
  set paused_at = coalesce(l.paused_at, t.pause_at),
    paused_reason = case when l.paused_at is null and t.pause_at is not null then 'gone' else l.paused_reason end,
    hold_until = greatest(l.hold_until, t.hold_until),
    next_at = case
      when l.paused_at is not null or t.pause_at is not null then ${NEVER}
      else least(l.next_at, t.due_at)
    end,
    head_due = least(l.head_due, t.due_at)
  from lane_turns t
  where l.account_id = t.account_id and l.endpoint_id = t.endpoint_id
),
resolved as materialized (
  select account_id, delivery_id, kind, at, reason, attempts, attempts_before,
    kind = ${WAITING}
      and ((account_id, endpoint_id) in (select account_id, endpoint_id from lane_turns)) is true as waits
  from held
),
moved as (
  update due d
  set due_at = r.at, claimed = 0, attempts = r.attempts
  from resolved r
  where r.waits and d.account_id = r.account_id and d.delivery_id = r.delivery_id
),
ended as (
  delete from due d
  using resolved r
  where not r.waits and d.account_id = r.account_id and d.delivery_id = r.delivery_id
),
closed as (
  update deliveries d
  set status = case when r.kind = ${DELIVERED} then 'delivered' else 'dead' end,
    attempts = r.attempts_before + r.attempts,
    closed_at = case when r.kind = ${WAITING} then $22::bigint else r.at end,
    dead_reason = case
      when r.kind = ${DELIVERED} then null
      when r.kind = ${DEAD} then r.reason
      when (select a.closed_at from accounts a where a.account_id = r.account_id) is null then 'endpoint_deleted'
      else 'account_deleted'
    end
  from resolved r
  where not r.waits and d.account_id = r.account_id and d.delivery_id = r.delivery_id
),
added as (
  insert into attempts (account_id, delivery_id, n, started_at, duration_ms, cause, status_code, key_ids, epoch,
    response_headers, response_body)
  select account_id, delivery_id, attempts_before + attempts, started_at, duration_ms, cause, status_code, key_ids, epoch,
    response_headers, substring($23::bytea from response_from for response_bytes)
  from held
  where started_at is not null
)
select n from held`;

/** A lane that a new delivery must wake. */
export interface WokenLane {
  readonly accountRef: number;
  readonly endpointRef: number;
}

/** A batch of outcomes on its way: its statements, and how to read their answers. */
export interface RecordBatch {
  /** One, but where a delivery has several outcomes: each of those is decided on what the one before it left. */
  readonly statements: readonly QueryConfig[];
  /** One result per outcome, in order. */
  read(recorded: readonly QueryResult[]): readonly ('recorded' | 'stale')[];
}

/** Prepares a batch. `lanes` are lowered to `now`. */
export function makeRecordBatch(
  outcomes: readonly OutcomeRow[],
  lanes: readonly WokenLane[],
  now: EpochMs,
): RecordBatch {
  const waves = wavesOf(outcomes);
  if (waves.length === 0 && lanes.length > 0) waves.push([]);
  return {
    statements: waves.map((wave, n) => statementOf(wave, n === 0 ? lanes : [], now)),
    read(recorded) {
      const held = new Set(recorded.flatMap((result) => (result.rows as { n: number }[]).map(({ n }) => n)));
      return outcomes.map((_, n) => (held.has(n) ? 'recorded' : 'stale'));
    },
  };
}

interface PlacedOutcome {
  readonly outcome: OutcomeRow;
  /** Its place in the batch. */
  readonly n: number;
}

/** Outcomes in waves: one per delivery in each, in their order, and sorted as the statement locks them. */
function wavesOf(outcomes: readonly OutcomeRow[]): PlacedOutcome[][] {
  const waves: PlacedOutcome[][] = [];
  const seenByDelivery = new Map<number, number>();
  for (const [n, outcome] of outcomes.entries()) {
    const wave = seenByDelivery.get(outcome.deliveryRef) ?? 0;
    seenByDelivery.set(outcome.deliveryRef, wave + 1);
    waves[wave] ??= [];
    waves[wave].push({ outcome, n });
  }
  for (const wave of waves) {
    wave.sort(
      ({ outcome: one }, { outcome: other }) =>
        one.accountRef - other.accountRef || one.deliveryRef - other.deliveryRef,
    );
  }
  return waves;
}

const KINDS = { delivered: DELIVERED, dead: DEAD, waiting: WAITING } as const;

function statementOf(wave: readonly PlacedOutcome[], lanes: readonly WokenLane[], now: EpochMs): QueryConfig {
  const outcomes = wave.map(({ outcome }) => outcome);
  const attempts = outcomes.map((outcome) => outcome.attempt);
  const responses = new BytesColumn();
  for (const attempt of attempts) responses.push(attempt?.responseBody);
  return {
    name: 'record-batch',
    text: RECORD_BATCH_SQL,
    values: [
      numbers(wave.map(({ n }) => n)),
      numbers(outcomes.map((outcome) => outcome.accountRef)),
      numbers(outcomes.map((outcome) => outcome.deliveryRef)),
      numbers(outcomes.map((outcome) => outcome.claim.token)),
      numbers(outcomes.map((outcome) => outcome.claim.generation)),
      numbers(outcomes.map(({ next }) => KINDS[next.type])),
      numbers(outcomes.map(({ next }) => (next.type === 'waiting' ? next.dueAt : next.at))),
      texts(outcomes.map(({ next }) => (next.type === 'dead' ? next.reason : undefined))),
      numbers(attempts.map((attempt) => attempt?.startedAt)),
      numbers(attempts.map((attempt) => attempt?.durationMs)),
      texts(attempts.map((attempt) => attempt?.cause)),
      numbers(attempts.map((attempt) => attempt?.statusCode)),
      texts(attempts.map((attempt) => attempt?.keyIds.join(' '))),
      numbers(attempts.map((attempt) => attempt?.epoch)),
      texts(attempts.map((attempt) => attempt?.responseHeaders && JSON.stringify(attempt.responseHeaders))),
      numbers(responses.from),
      numbers(responses.length),
      numbers(outcomes.map(({ lane }) => lane?.pause?.at)),
      numbers(outcomes.map(({ lane }) => lane?.holdUntil)),
      numbers(lanes.map((lane) => lane.accountRef)),
      numbers(lanes.map((lane) => lane.endpointRef)),
      now,
      responses.whole(),
    ],
  };
}
