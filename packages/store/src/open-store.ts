import type { EpochMs } from '@keyturn/core';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';

/** What a store needs from its process. */
export interface StoreOptions {
  /**
   * Called once when the database failed so that its content is unknown until it is opened anew; every call has been rejected and
   * will be. The process ends with exit code 74.
   */
  readonly onFatal: (error: StoreError) => void;
  /** The wall clock, for the ledger of migrations. */
  readonly now: () => EpochMs;
  /**
   * What becomes of a schema that is older than this version: `run` brings it up to date (unless told), `refuse` leaves it as it is and
   * throws `older_schema`, for whoever only looks.
   */
  readonly migrations?: 'run' | 'refuse';
  /** Upper bound of an embedded database's file; beyond it writes are refused as `full`. None when absent. */
  readonly databaseBytesMax?: number;
}

/**
 * Opens the store that `url` names: `sqlite:<path>` for the embedded database, `postgres://...` for PostgreSQL. Throws StoreError
 * `bad_url`, `held` when another process has it, `newer_schema`, `older_schema` where migrations are refused, `unsupported`,
 * `unavailable`. No message repeats the URL, which may hold a password.
 */
export async function openStore(url: string, options: StoreOptions): Promise<Store> {
  if (url.startsWith('sqlite:')) {
    const { openSqliteStore } = await import('./dialects/sqlite/open-sqlite-store.ts');
    return openSqliteStore(url, options);
  }
  if (/^postgres(ql)?:/.test(url)) {
    const { openPostgresStore } = await import('./dialects/postgres/open-postgres-store.ts');
    return openPostgresStore(url, options);
  }
  throw new StoreError(
    'bad_url',
    'The database URL names no database that Keyturn knows: write sqlite:./data/keyturn.db or postgres://user:password@host:5432/database.',
  );
}
