import type { EpochMs } from '@keyturn/core';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { StoreError } from '../store-error.ts';
import { up as initial } from './0001-initial.ts';
import { up as users } from './0002-users.ts';
import { up as usage } from './0003-usage.ts';

/** One step of the schema: forward only, never edited once released. */
export interface Migration {
  readonly name: string;
  up(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void>;
}

/** Every step, in order. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-initial', up: initial },
  { name: '0002-users', up: users },
  { name: '0003-usage', up: usage },
];

/** The table of steps taken; not in Schema, since only this file reads it. */
interface Ledger {
  migrations: { name: string; applied_at: number };
}

/**
 * Brings the schema up to date, each step in a transaction of its own, and returns the names of the steps it took. The caller holds the
 * database alone (process lock or advisory lock). Throws StoreError `newer_schema` when the database knows steps that this version
 * does not: an older version must not write to it.
 */
export async function runMigrations(
  db: Kysely<Schema>,
  dialect: Database['dialect'],
  now: EpochMs,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly string[]> {
  await createLedger(db, dialect);
  const missing = missingOf(await readLedger(db), migrations);
  for (const { name, up } of missing) {
    await db.transaction().execute(async (tx) => {
      await up(tx, dialect);
      await ledgerOf(tx).insertInto('migrations').values({ name, applied_at: now }).execute();
    });
  }
  return missing.map(({ name }) => name);
}

/**
 * Makes sure that the schema is this version's, and writes nothing. Throws StoreError `older_schema` when a step is missing, `newer_schema`
 * as `runMigrations` does.
 */
export async function refuseOtherSchema(
  db: Kysely<Schema>,
  dialect: Database['dialect'],
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const applied = (await hasLedger(db, dialect)) ? await readLedger(db) : [];
  const missing = missingOf(applied, migrations);
  if (missing.length === 0) return;
  throw new StoreError(
    'older_schema',
    applied.length === 0
      ? 'The database has no schema yet: the first start of keyturn serve makes it.'
      : `The database is of an older Keyturn (it lacks ${missing.map(({ name }) => name).join(', ')}): make a backup, then start keyturn serve, which brings it up to date.`,
  );
}

/** The steps that were not taken yet. Throws when some were taken that this version does not know. */
function missingOf(applied: readonly string[], migrations: readonly Migration[]): readonly Migration[] {
  const unknown = applied.filter((name) => !migrations.some((migration) => migration.name === name));
  if (unknown.length > 0) {
    throw new StoreError(
      'newer_schema',
      `The database was written by a newer Keyturn (it has ${unknown.join(', ')}): run that version, or restore a backup made before it.`,
    );
  }
  return migrations.filter((migration) => !applied.includes(migration.name));
}

async function createLedger(db: Kysely<Schema>, dialect: Database['dialect']): Promise<void> {
  const int = sql.raw(dialect === 'sqlite' ? 'integer' : 'bigint');
  await sql`create table if not exists migrations (name text primary key, applied_at ${int} not null)`.execute(
    db,
  );
}

async function hasLedger(db: Kysely<Schema>, dialect: Database['dialect']): Promise<boolean> {
  const { rows } = await (dialect === 'sqlite'
    ? sql`select 1 from sqlite_schema where type = 'table' and name = 'migrations'`
    : sql`select 1 where to_regclass('migrations') is not null`
  ).execute(db);
  return rows.length > 0;
}

async function readLedger(db: Kysely<Schema>): Promise<readonly string[]> {
  const rows = await ledgerOf(db).selectFrom('migrations').select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

// The same connection, seen with one more table.
function ledgerOf(db: Kysely<Schema>): Kysely<Ledger> {
  return db as unknown as Kysely<Ledger>;
}
