import type { EpochMs } from '@keyturn/core';
import { sql } from 'kysely';
import { makeStore } from '../../make-store.ts';
import { refuseOtherSchema, runMigrations } from '../../migrations/run.ts';
import type { StoreOptions } from '../../open-store.ts';
import type { Store } from '../../store.ts';
import { HotSession } from './hot-session.ts';
import { makePostgresHotStore } from './postgres-hot-store.ts';
import { type PostgresUrl, parsePostgresUrl } from './postgres-url.ts';
import { makeKysely, makeRareDatabase } from './rare-pool.ts';
import { ServingLock } from './serving-lock.ts';

/** The advisory lock of a migration: 'keyt' in ASCII, and 2 for migrating. */
const MIGRATION_LOCK_CLASS = 0x6b657974;
const MIGRATION_LOCK_OBJECT = 2;
/** A migration may wait and take long: on a million rows, minutes. */
const MIGRATION_MS_MAX = 3_600_000;

/**
 * Opens a PostgreSQL: takes the serving lock, brings the schema up to date, opens the connections. Connections apart from each other: one
 * that holds the lock, one that commits, one that claims, up to five for everything rare.
 *
 * When the lock's connection is lost, writes and claims are refused as `unavailable` at once and reads go on; the lock is taken again as
 * soon as the server answers. When another process has taken it meanwhile, `onFatal` is told (`held`) and the store writes no more.
 */
export async function openPostgresStore(url: string, options: StoreOptions): Promise<Store> {
  const parsed = parsePostgresUrl(url);
  const lock = await ServingLock.take(parsed, { onTakenOver: options.onFatal });
  const assertServing = () => lock.assertHeld();
  const database = makeRareDatabase(parsed, assertServing);
  const commits = new HotSession(parsed, 'commit');
  const claims = new HotSession(parsed, 'claim');
  const close = async (): Promise<void> => {
    await Promise.all([commits.close(), claims.close()]);
    await database.close();
    // Last: until here nobody else may write.
    await lock.release();
  };
  try {
    if (options.migrations === 'refuse') await refuseOtherSchema(database.reader, 'postgres');
    else await migrate(parsed, options.now());
    const hot = makePostgresHotStore({ commits, claims, reader: database.reader, assertServing });
    return await makeStore(database, hot, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs the migrations while a transaction holds the migration lock, which also holds behind a pooler. */
async function migrate(url: PostgresUrl, now: EpochMs): Promise<void> {
  const purpose = { name: 'migrate', statementMsMax: MIGRATION_MS_MAX } as const;
  const kysely = makeKysely(url, purpose, 2);
  try {
    await kysely.transaction().execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK_CLASS}, ${MIGRATION_LOCK_OBJECT})`.execute(tx);
      // On the other connection: each step commits by itself.
      await runMigrations(kysely, 'postgres', now);
    });
  } finally {
    await kysely.destroy();
  }
}
