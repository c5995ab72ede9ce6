/** For tests: databases of their own, in files and in memory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '@keyturn/core';
import type { Kysely } from 'kysely';
import { openConnection } from './dialects/sqlite/connection.ts';
import { makeFifoLock } from './dialects/sqlite/fifo-lock.ts';
import { makeReaderKysely, makeWriterKysely } from './dialects/sqlite/kysely-dialect.ts';
import { makeStatementRunner } from './dialects/sqlite/statement-runner.ts';
import type { ThreadClient } from './dialects/sqlite/thread-client.ts';
import type { WriterRequest } from './dialects/sqlite/thread-messages.ts';
import { runMigrations } from './migrations/run.ts';
import { openStore, type StoreOptions } from './open-store.ts';
import type { Schema } from './schema.ts';
import type { Store } from './store.ts';

/** A folder that is gone when the block ends. */
export function scratchFolder(): Disposable & { readonly path: string; file(name: string): string } {
  const path = mkdtempSync(join(tmpdir(), 'keyturn-store-'));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A store on the SQLite file `path`, closed when the block ends. Fails the test when the database fails for good. */
export async function openScratchStore(
  path: string,
  options: Partial<StoreOptions> = {},
): Promise<Store & AsyncDisposable> {
  const store = await openStore(`sqlite:${path}`, {
    now: () => Date.now() as EpochMs,
    onFatal: (error) => {
      throw error;
    },
    ...options,
  });
  return { ...store, [Symbol.asyncDispose]: () => store.close() };
}

/** The schema in memory, on this thread: what the hot statements and the lists run on when nothing else is wanted. */
export async function openMemory(): Promise<{
  readonly db: DatabaseSync;
  /** Every statement that `reader` ran. */
  readonly read: { readonly sql: string; readonly parameters: readonly unknown[] }[];
  readonly reader: Kysely<Schema>;
  readonly writer: Kysely<Schema>;
}> {
  const db = openConnection({ path: ':memory:', access: 'write' });
  const read: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];
  const writer = makeWriterKysely(threadlessClient(db, []), makeFifoLock());
  await runMigrations(writer, 'sqlite', 1 as EpochMs);
  return { db, read, writer, reader: makeReaderKysely(threadlessClient(db, read)) };
}

function threadlessClient(
  db: DatabaseSync,
  seen: { readonly sql: string; readonly parameters: readonly unknown[] }[],
): ThreadClient<WriterRequest> {
  const run = makeStatementRunner(db);
  return {
    async call(request) {
      if (request.type === 'query') {
        seen.push(request);
        return run(request.sql, request.parameters);
      }
      if (request.type === 'begin') return db.exec('begin immediate');
      if (request.type === 'commit' || request.type === 'rollback') return db.exec(request.type);
      throw new Error(`not without a thread: ${request.type}`);
    },
    poison() {},
    async close() {},
  };
}
