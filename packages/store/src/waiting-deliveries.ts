import type { AccountRef, DeadReason, EndpointRef, EpochMs } from '@keyturn/core';
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** Rows of one transaction: about 10 ms of the writer. */
const ROWS_PER_STEP = 500;

/** Whose waiting deliveries, and why they end. */
export interface WaitingEnd {
  readonly accountRef: AccountRef;
  /** Absent for the whole account. */
  readonly endpointRef?: EndpointRef;
  readonly at: EpochMs;
  readonly reason: DeadReason;
}

/**
 * Marks waiting deliveries dead, a bounded step at a time, so that other writes go in between. Called after the transaction that took
 * their lanes away: nobody claims them any more, and what a crash leaves over the next sweep ends for the same reason.
 */
export async function endWaiting(db: Database, end: WaitingEnd): Promise<void> {
  while ((await db.transact((tx) => endSome(tx, end))) === ROWS_PER_STEP) {
    // The next step.
  }
}

async function endSome(tx: Transaction<Schema>, end: WaitingEnd): Promise<number> {
  const { accountRef, endpointRef } = end;
  // Whoever deletes the due row closes the delivery: a result that arrives at the same time finds one or the other.
  const taken = await tx
    .deleteFrom('due')
    .where('account_id', '=', accountRef)
    .where('delivery_id', 'in', (eb) => {
      const waiting = eb.selectFrom('due').select('delivery_id').where('account_id', '=', accountRef);
      const own = endpointRef === undefined ? waiting : waiting.where('endpoint_id', '=', endpointRef);
      return own.limit(ROWS_PER_STEP);
    })
    .returning(['delivery_id', 'attempts', 'attempts_before'])
    .execute();
  const byAttempts = Map.groupBy(taken, (row) => row.attempts + row.attempts_before);
  for (const [attempts, rows] of byAttempts) {
    await tx
      .updateTable('deliveries')
      .set({ status: 'dead', attempts, closed_at: end.at, dead_reason: end.reason })
      .where('account_id', '=', accountRef)
      .where(
        'delivery_id',
        'in',
        rows.map((row) => row.delivery_id),
      )
      .execute();
  }
  return taken.length;
}
