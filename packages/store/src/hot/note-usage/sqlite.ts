/**
 * Writes down what was counted: the whole count of each minute so far, so that a batch which is written twice adds nothing twice; and the
 * last attempt of each endpoint, unless a later one is there. Gathered over seconds, at most USAGE_ROWS_PER_COMMIT_MAX rows a batch.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { Usage } from '../../usage.ts';

/** The last part of a batch, inside the caller's transaction. */
export type NoteUsage = (usage: Usage) => void;

/** The statements, named for the test that asserts their plans. */
export const NOTE_USAGE_SQL = {
  count: `insert into usage_counts (account_id, kind, minute, label, bucket_id, count)
    values (?, ?, ?, ?, ?, ?)
    on conflict do update set count = excluded.count`,
  lastAttempt: `insert into last_attempts (account_id, endpoint_id, delivery_id, started_at, duration_ms, cause, status_code,
      key_ids)
    values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict do update set delivery_id = excluded.delivery_id, started_at = excluded.started_at,
      duration_ms = excluded.duration_ms, cause = excluded.cause, status_code = excluded.status_code,
      key_ids = excluded.key_ids
    where excluded.started_at >= last_attempts.started_at`,
} as const;

/** Prepares it. */
export function makeNoteUsage(db: DatabaseSync): NoteUsage {
  const noteCount = db.prepare(NOTE_USAGE_SQL.count);
  const noteLastAttempt = db.prepare(NOTE_USAGE_SQL.lastAttempt);
  return ({ counts, lastAttempts }) => {
    for (const { accountRef, kind, minute, label, bucketRef, count } of counts) {
      noteCount.run(accountRef, kind, minute, label, bucketRef, count);
    }
    for (const last of lastAttempts) {
      noteLastAttempt.run(
        last.accountRef,
        last.endpointRef,
        last.deliveryRef,
        last.startedAt,
        last.durationMs,
        last.cause,
        last.statusCode ?? null,
        last.keyIds.join(' '),
      );
    }
  };
}
