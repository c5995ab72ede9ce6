/**
 * Stores new events with their bodies, deliveries and due rows, in one statement.
 *
 * The other dialect loops over prepared inserts; here every statement costs a message, so one CTE takes the whole batch as arrays. Whoever
 * gets a row into `event_keys` stores the event: `taken` says which, everything else follows from it. Two batches insert keys in the same
 * order, so that they wait for each other in the same order. Bodies come as one bytea (an array of them would travel in hex: 0.45
 * against 0.51 of the bare program), keys are integers (0.45 against 0.54 with text), and the statement is pipelined between begin and
 * commit (0.51 against 0.63).
 *
 * Plan: scans of the arrays, index lookups of `event_keys`, `lanes` and `accounts` by primary key, hashed sub-plans for `in (select ...)`.
 */
import { CLAIM_MS, type EpochMs } from '@keyturn/core';
import type { QueryConfig, QueryResult } from 'pg';
import { FIRST_CLAIM, type PublishResult, type PublishRow } from '../hot-store.ts';
import { BytesColumn, numbers, texts } from '../postgres-arrays.ts';

/** The statement, named for the test that asserts its plan. */
export const INSERT_BATCH_SQL = `
with input as materialized (
  select account_id, event_id, public_id, type, subject, content_type, body_from, body_bytes, delivery_count,
    accepted_at, request_sha256
  from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[],
    $9::int[], $10::bigint[], $11::text[])
    as i(account_id, event_id, public_id, type, subject, content_type, body_from, body_bytes, delivery_count,
      accepted_at, request_sha256)
),
taken as (
  insert into event_keys (account_id, public_id, event_id, request_sha256)
  select account_id, public_id, event_id, decode(request_sha256, 'hex')
  from input
  order by account_id, public_id
  on conflict do nothing
  returning event_id
),
stored as materialized (
  select account_id, event_id, public_id, type, subject, content_type, body_from, body_bytes, delivery_count, accepted_at
  from input
  where (event_id in (select event_id from taken)) is true
),
stored_events as (
  insert into events (account_id, event_id, public_id, type, subject, content_type, body_bytes, delivery_count, accepted_at)
  select account_id, event_id, public_id, type, subject, content_type, body_bytes, delivery_count, accepted_at
  from stored
),
stored_bodies as (
  insert into event_bodies (account_id, event_id, body)
  select account_id, event_id, substring($12::bytea from body_from for body_bytes)
  from stored
),
later as materialized (
  select d.account_id, d.delivery_id, d.event_id, d.endpoint_id,
    case
      when l.account_id is not null then null
      when a.closed_at is null then 'endpoint_deleted'
      else 'account_deleted'
    end as dead_reason
  from unnest($13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[])
    as d(account_id, delivery_id, event_id, endpoint_id)
  left join lanes l on l.account_id = d.account_id and l.endpoint_id = d.endpoint_id
  left join accounts a on a.account_id = d.account_id
  where (d.event_id in (select event_id from taken)) is true
),
deliver as materialized (
  select account_id, delivery_id, event_id, endpoint_id, null as dead_reason, 1 as claimed
  from unnest($17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[])
    as d(account_id, delivery_id, event_id, endpoint_id)
  where (event_id in (select event_id from taken)) is true
  union all
  select account_id, delivery_id, event_id, endpoint_id, dead_reason, 0
  from later
),
stored_deliveries as (
  insert into deliveries (account_id, delivery_id, event_id, endpoint_id, status, generation, attempts, created_at,
    closed_at, dead_reason)
  select account_id, delivery_id, event_id, endpoint_id,
    case when dead_reason is null then 'waiting' else 'dead' end,
    ${FIRST_CLAIM.generation}, 0, $21::bigint,
    case when dead_reason is not null then $21::bigint end, dead_reason
  from deliver
),
stored_due as (
  insert into due (account_id, endpoint_id, due_at, delivery_id, event_id, token, generation, claimed, attempts,
    attempts_before, enqueued_at)
  select account_id, endpoint_id, $21::bigint + claimed * ${CLAIM_MS}, delivery_id, event_id,
    claimed * ${FIRST_CLAIM.token}, ${FIRST_CLAIM.generation}, claimed, 0, 0, $21::bigint
  from deliver
  where dead_reason is null
)
select i.event_id as "eventId", k.event_id as "keptId", k.request_sha256 as "keptSha256"
from input i
left join event_keys k on k.account_id = i.account_id and k.public_id = i.public_id
where (i.event_id in (select event_id from taken)) is not true`;

/** Whom a taken id belongs to: asked after the commit, for ids that another process took while this batch waited for it. */
export const FIND_KEYS_SQL = `
select i.event_id as "eventId", k.event_id as "keptId", k.request_sha256 as "keptSha256"
from unnest($1::bigint[], $2::text[], $3::bigint[]) as i(account_id, public_id, event_id)
join event_keys k on k.account_id = i.account_id and k.public_id = i.public_id`;

/** An event that was not stored, and the one that has its id. */
interface KeptKey {
  readonly eventId: number;
  /** Null when the row could not be seen yet. */
  readonly keptId: number | null;
  readonly keptSha256: Uint8Array | null;
}

/** A batch of publishes on its way: its statement, and how to read the answer. */
export interface InsertBatch {
  readonly statement: QueryConfig;
  /** Lanes that got a delivery for the claimer, to be lowered in the same transaction. */
  readonly lanes: readonly { readonly accountRef: number; readonly endpointRef: number }[];
  /** What must be asked before the answer can be read: whom ids belong to that another process took while this batch waited. */
  unseen(inserted: QueryResult): QueryConfig | undefined;
  /** One result per publish, in order; `found` is the answer to `unseen`. */
  read(inserted: QueryResult, found?: QueryResult): readonly PublishResult[];
}

/** Prepares a batch. An id that comes twice goes to the database once: the first stands for it, the others are compared with it. */
export function makeInsertBatch(publishes: readonly PublishRow[], now: EpochMs): InsertBatch {
  const firstById = new Map<string, PublishRow>();
  for (const publish of publishes) {
    const key = keyOf(publish);
    if (!firstById.has(key)) firstById.set(key, publish);
  }
  const firsts = [...firstById.values()];

  const resultsOf = (kept: ReadonlyMap<number, KeptKey>): readonly PublishResult[] =>
    publishes.map((publish) => {
      const first = firstById.get(keyOf(publish)) ?? publish;
      const key = kept.get(first.event.ref);
      if (key !== undefined) return compare(publish, key.keptId, key.keptSha256 ?? undefined);
      return publish === first ? 'stored' : compare(publish, first.event.ref, first.requestSha256);
    });

  return {
    statement: statementOf(firsts, now),
    lanes: publishes.flatMap(({ accountRef, deliveries }) =>
      deliveries
        .filter((delivery) => delivery.first === 'claimed_later')
        .map(({ endpointRef }) => ({ accountRef, endpointRef })),
    ),
    unseen(inserted) {
      const kept = keptById(inserted);
      const unseen = firsts.filter((publish) => kept.get(publish.event.ref)?.keptId === null);
      return unseen.length === 0 ? undefined : findKeys(unseen);
    },
    read: (inserted, found) =>
      resultsOf(new Map([...keptById(inserted), ...(found === undefined ? [] : keptById(found))])),
  };
}

function keyOf({ accountRef, event }: PublishRow): string {
  return `${accountRef} ${event.id}`;
}

function keptById(answer: QueryResult): ReadonlyMap<number, KeptKey> {
  // The columns of our own statements.
  return new Map((answer.rows as readonly KeptKey[]).map((key) => [key.eventId, key]));
}

function compare(
  publish: PublishRow,
  keptId: number | null,
  keptSha256: Uint8Array | undefined,
): PublishResult {
  // The very same publish again, after an answer that got lost; or the publisher's own repeat.
  if (keptId === publish.event.ref) return 'duplicate';
  const { requestSha256 } = publish;
  if (requestSha256 === undefined || keptSha256 === undefined) return 'conflict';
  return Buffer.compare(requestSha256, keptSha256) === 0 ? 'duplicate' : 'conflict';
}

function statementOf(publishes: readonly PublishRow[], now: EpochMs): QueryConfig {
  const bodies = new BytesColumn();
  for (const { event } of publishes) bodies.push(event.body);
  const events = publishes.map(({ event }) => event);
  const deliveries = publishes.flatMap(({ accountRef, event, deliveries: own }) =>
    own.map((delivery) => ({ ...delivery, accountRef, eventRef: event.ref })),
  );
  const columnsOf = (first: 'in_memory' | 'claimed_later') => {
    const wanted = deliveries.filter((delivery) => delivery.first === first);
    return [
      numbers(wanted.map((delivery) => delivery.accountRef)),
      numbers(wanted.map((delivery) => delivery.ref)),
      numbers(wanted.map((delivery) => delivery.eventRef)),
      numbers(wanted.map((delivery) => delivery.endpointRef)),
    ];
  };
  return {
    name: 'insert-batch',
    text: INSERT_BATCH_SQL,
    values: [
      numbers(publishes.map((publish) => publish.accountRef)),
      numbers(events.map((event) => event.ref)),
      texts(events.map((event) => event.id)),
      texts(events.map((event) => event.type)),
      texts(events.map((event) => event.subject)),
      texts(events.map((event) => event.contentType)),
      numbers(bodies.from),
      numbers(bodies.length),
      numbers(publishes.map((publish) => publish.deliveries.length)),
      numbers(events.map((event) => event.acceptedAt)),
      texts(
        publishes.map(({ requestSha256 }) => requestSha256 && Buffer.from(requestSha256).toString('hex')),
      ),
      bodies.whole(),
      ...columnsOf('claimed_later'),
      ...columnsOf('in_memory'),
      now,
    ],
  };
}

function findKeys(publishes: readonly PublishRow[]): QueryConfig {
  return {
    name: 'find-keys',
    text: FIND_KEYS_SQL,
    values: [
      numbers(publishes.map((publish) => publish.accountRef)),
      texts(publishes.map((publish) => publish.event.id)),
      numbers(publishes.map((publish) => publish.event.ref)),
    ],
  };
}
