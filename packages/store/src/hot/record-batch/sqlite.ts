/**
 * Writes down what attempts did: the attempt itself, the delivery's end or its next time, and what the answer did to the lane.
 *
 * A failure counts only for the holder of the claim (token and generation); a success for anyone of the same generation while the delivery
 * waits: a receiver that has the event has it, whoever brought it. The due row is found through its unique index on the delivery (noise in
 * the measurement) and deleted by its full key. For figures see `insert-batch`: they were taken together, as the two are committed.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '@keyturn/core';
import type { Attempt } from '../../deliveries.ts';
import type { OutcomeRow } from '../hot-store.ts';
import type { ClosingStatements } from '../sqlite-closing.ts';
import type { LaneStatements } from '../sqlite-lanes.ts';

/** The outcome half of a batch, inside the caller's transaction. */
export type RecordBatch = (outcomes: readonly OutcomeRow[], now: EpochMs) => ('recorded' | 'stale')[];

interface DueRow {
  readonly dueAt: number;
  readonly endpointId: number;
  readonly token: number;
  readonly generation: number;
  readonly attempts: number;
  readonly attemptsBefore: number;
}

/** The statements, named for the test that asserts their plans. */
export const RECORD_BATCH_SQL = {
  findDue: `select due_at as dueAt, endpoint_id as endpointId, token, generation, attempts,
       attempts_before as attemptsBefore
     from due
     where account_id = ? and delivery_id = ?`,
  moveDue: `update due not indexed
     set due_at = ?, claimed = 0, attempts = ?
     where account_id = ? and endpoint_id = ? and due_at = ? and delivery_id = ?`,
  attempt: `insert into attempts (account_id, delivery_id, n, started_at, duration_ms, cause, status_code,
       key_ids, epoch, response_headers, response_body)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
} as const;

/** Prepares it. */
export function makeRecordBatch(
  db: DatabaseSync,
  lanes: LaneStatements,
  closing: ClosingStatements,
): RecordBatch {
  const findDue = db.prepare(RECORD_BATCH_SQL.findDue);
  const moveDue = db.prepare(RECORD_BATCH_SQL.moveDue);
  const insertAttempt = db.prepare(RECORD_BATCH_SQL.attempt);

  const addAttempt = (accountId: number, deliveryId: number, n: number, attempt: Attempt): void => {
    insertAttempt.run(
      accountId,
      deliveryId,
      n,
      attempt.startedAt,
      attempt.durationMs,
      attempt.cause,
      attempt.statusCode ?? null,
      attempt.keyIds.join(' '),
      attempt.epoch,
      attempt.responseHeaders === undefined ? null : JSON.stringify(attempt.responseHeaders),
      attempt.responseBody ?? null,
    );
  };

  const recordOne = (outcome: OutcomeRow, now: EpochMs): 'recorded' | 'stale' => {
    const { accountRef: accountId, deliveryRef: deliveryId, claim, attempt, next } = outcome;
    const due = findDue.get(accountId, deliveryId) as DueRow | undefined;
    if (due === undefined || due.generation !== claim.generation) return 'stale';
    if (next.type !== 'delivered' && due.token !== claim.token) return 'stale';

    const { dueAt, endpointId } = due;
    const attempts = due.attempts + (attempt === undefined ? 0 : 1);
    const total = due.attemptsBefore + attempts;
    // Counted here, not by the sender: a late success comes after attempts that it does not know of.
    if (attempt !== undefined) addAttempt(accountId, deliveryId, total, attempt);
    const key = { accountId, endpointId, dueAt, deliveryId };
    const { lane } = outcome;
    if (lane?.pause !== undefined) lanes.pause(accountId, endpointId, lane.pause.at, lane.pause.reason);
    if (lane?.holdUntil !== undefined) lanes.hold(accountId, endpointId, lane.holdUntil);

    if (next.type === 'delivered') {
      closing.close(key, { status: 'delivered', attempts: total, at: next.at, reason: null });
    } else if (next.type === 'dead') {
      closing.close(key, { status: 'dead', attempts: total, at: next.at, reason: next.reason });
    } else if (lanes.lower(accountId, endpointId, next.dueAt)) {
      moveDue.run(next.dueAt, attempts, accountId, endpointId, dueAt, deliveryId);
    } else {
      // The endpoint was deleted, or the account closed, while the attempt was under way.
      const reason = closing.reasonWithoutLane(accountId);
      closing.close(key, { status: 'dead', attempts: total, at: now, reason });
    }
    return 'recorded';
  };

  return (outcomes, now) => outcomes.map((outcome) => recordOne(outcome, now));
}
