/**
 * Writes down what was counted: the whole count of each minute so far, so that a batch which is written twice adds nothing twice; and the
 * last attempt of each endpoint, unless a later one is there. Only the process that counted writes a count, so that rows are locked by
 * nobody else; last attempts are in the order of their keys, as two processes may write those.
 *
 * Plan: an insert looks nothing up.
 */
import type { QueryConfig } from 'pg';
import type { Usage } from '../../usage.ts';
import { numbers, texts } from '../postgres-arrays.ts';

/** The statements, named for the test that asserts their plans. */
export const NOTE_USAGE_SQL = {
  counts: `
insert into usage_counts (account_id, kind, minute, label, bucket_id, count)
select account_id, kind, minute, label, bucket_id, count
from unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[])
  as u(account_id, kind, minute, label, bucket_id, count)
on conflict (account_id, kind, minute, label, bucket_id) do update
set count = excluded.count`,
  lastAttempts: `
insert into last_attempts (account_id, endpoint_id, delivery_id, started_at, duration_ms, cause, status_code, key_ids)
select account_id, endpoint_id, delivery_id, started_at, duration_ms, cause, status_code, key_ids
from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::text[])
  as u(account_id, endpoint_id, delivery_id, started_at, duration_ms, cause, status_code, key_ids)
on conflict (account_id, endpoint_id) do update
set delivery_id = excluded.delivery_id, started_at = excluded.started_at, duration_ms = excluded.duration_ms,
  cause = excluded.cause, status_code = excluded.status_code, key_ids = excluded.key_ids
where excluded.started_at >= last_attempts.started_at`,
} as const;

/** Prepares it: a statement for each kind that there is. A count comes once in a batch, and so does an endpoint. */
export function noteUsage({ counts, lastAttempts }: Usage): readonly QueryConfig[] {
  return [
    ...(counts.length === 0 ? [] : [noteCounts(counts)]),
    ...(lastAttempts.length === 0 ? [] : [noteLastAttempts(lastAttempts)]),
  ];
}

function noteCounts(counts: Usage['counts']): QueryConfig {
  return {
    name: 'note-usage-counts',
    text: NOTE_USAGE_SQL.counts,
    values: [
      numbers(counts.map((count) => count.accountRef)),
      texts(counts.map((count) => count.kind)),
      numbers(counts.map((count) => count.minute)),
      texts(counts.map((count) => count.label)),
      numbers(counts.map((count) => count.bucketRef)),
      numbers(counts.map((count) => count.count)),
    ],
  };
}

function noteLastAttempts(lastAttempts: Usage['lastAttempts']): QueryConfig {
  const inOrder = lastAttempts.toSorted(
    (one, other) => one.accountRef - other.accountRef || one.endpointRef - other.endpointRef,
  );
  return {
    name: 'note-usage-last-attempts',
    text: NOTE_USAGE_SQL.lastAttempts,
    values: [
      numbers(inOrder.map((last) => last.accountRef)),
      numbers(inOrder.map((last) => last.endpointRef)),
      numbers(inOrder.map((last) => last.deliveryRef)),
      numbers(inOrder.map((last) => last.startedAt)),
      numbers(inOrder.map((last) => last.durationMs)),
      texts(inOrder.map((last) => last.cause)),
      numbers(inOrder.map((last) => last.statusCode)),
      texts(inOrder.map((last) => last.keyIds.join(' '))),
    ],
  };
}
