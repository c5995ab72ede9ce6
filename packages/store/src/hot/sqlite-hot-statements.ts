/**
 * The hot statements of the embedded database, each call one transaction. A plain module over a connection: the writer thread
 * calls it, and so can anything that has a database at hand.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '@keyturn/core';
import { makeClaimDue } from './claim-due/sqlite.ts';
import type { ClaimedDelivery, ClaimRequest, HotBatch, HotBatchResult } from './hot-store.ts';
import { makeInsertBatch } from './insert-batch/sqlite.ts';
import type { LanePosition, LaneWalk } from './lane-position.ts';
import { makeNoteSecretUses } from './note-secret-uses/sqlite.ts';
import { makeNoteUsage } from './note-usage/sqlite.ts';
import { makeRecordBatch } from './record-batch/sqlite.ts';
import { makeReleaseClaims } from './release-claims/sqlite.ts';
import { makeClosingStatements } from './sqlite-closing.ts';
import { makeLaneStatements } from './sqlite-lanes.ts';
import { makeSweepLanes } from './sweep-lanes/sqlite.ts';

/** What `HotStore` promises, synchronously; the two walks step by step. */
export interface HotStatements {
  commitBatch(batch: HotBatch): HotBatchResult;
  claimDue(request: ClaimRequest): readonly ClaimedDelivery[];
  releaseClaims(now: EpochMs, after: LanePosition): LaneWalk;
  sweepLanes(now: EpochMs, after: LanePosition): LaneWalk;
}

/** Prepares them on a connection whose schema is up to date; prepared at the first use, since a new database has no tables yet. */
export function makeHotStatements(db: DatabaseSync): HotStatements {
  let prepared: ReturnType<typeof prepare> | undefined;
  const statements = () => {
    prepared ??= prepare(db);
    return prepared;
  };
  return {
    commitBatch: (batch) =>
      inTransaction(db, () => {
        const { insertBatch, recordBatch, noteSecretUses, noteUsage } = statements();
        const publishes = insertBatch(batch.publishes, batch.now);
        const outcomes = recordBatch(batch.outcomes, batch.now);
        noteSecretUses(batch.secretUses);
        if (batch.usage !== undefined) noteUsage(batch.usage);
        return { publishes, outcomes };
      }),
    claimDue: (request) => inTransaction(db, () => statements().claimDue(request)),
    releaseClaims: (now, after) => inTransaction(db, () => statements().releaseClaims(now, after)),
    sweepLanes: (now, after) => inTransaction(db, () => statements().sweepLanes(now, after)),
  };
}

function prepare(db: DatabaseSync) {
  const lanes = makeLaneStatements(db);
  const closing = makeClosingStatements(db);
  return {
    insertBatch: makeInsertBatch(db, lanes, closing),
    recordBatch: makeRecordBatch(db, lanes, closing),
    claimDue: makeClaimDue(db, lanes, closing),
    sweepLanes: makeSweepLanes(db, lanes, closing),
    releaseClaims: makeReleaseClaims(db, lanes),
    noteSecretUses: makeNoteSecretUses(db),
    noteUsage: makeNoteUsage(db),
  };
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate');
  try {
    const value = work();
    db.exec('commit');
    return value;
  } catch (error) {
    // SQLite has rolled back by itself after some failures; a second rollback would hide the first error.
    if (db.isTransaction) db.exec('rollback');
    throw error;
  }
}
