import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

/** What the portable queries stand on; each dialect gives one. Failures of the database come out as StoreError. */
export interface Database {
  readonly dialect: 'sqlite' | 'postgres';
  /** For reads outside any transaction: sees everything committed before the call. */
  readonly reader: Kysely<Schema>;
  /**
   * Runs `work` in one write transaction and commits it, or rolls back when it throws. `work` awaits its own statements only:
   * no HTTP, no hashing, no other transaction (on SQLite the writer has one lock, and would wait for itself).
   */
  transact<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;
}
