import type { DatabaseSync } from 'node:sqlite';

/** After this long without a request the log is copied into the database file, while nobody waits. */
const IDLE_MS = 250;
/** After this long the log is emptied too: what `secure_delete` overwrote in the file still stands in the log (sealed secrets). */
const LONG_IDLE_MS = 5_000;

/** Makes checkpoints when the writer rests, so that no commit has to. */
export interface IdleCheckpoint {
  /** Says that a request was handled. */
  touch(): void;
  stop(): void;
}

/** Begins to watch for rest; a checkpoint that fails is told to `fail`. */
export function makeIdleCheckpoint(db: DatabaseSync, fail: (error: unknown) => void): IdleCheckpoint {
  const checkpoint = (mode: 'passive' | 'truncate'): void => {
    // Between the statements of a transaction: not at rest.
    if (db.isTransaction) return;
    try {
      db.exec(`pragma wal_checkpoint(${mode})`);
    } catch (error) {
      fail(error);
    }
  };
  const long = setTimeout(() => checkpoint('truncate'), LONG_IDLE_MS);
  const short = setTimeout(() => checkpoint('passive'), IDLE_MS);
  return {
    touch() {
      short.refresh();
      long.refresh();
    },
    stop() {
      clearTimeout(short);
      clearTimeout(long);
    },
  };
}
