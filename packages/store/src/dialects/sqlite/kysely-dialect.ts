import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Schema } from '../../schema.ts';
import type { FifoLock } from './fifo-lock.ts';
import { checkParameters } from './parameters.ts';
import type { StatementResult } from './statement-runner.ts';
import type { ThreadClient } from './thread-client.ts';
import type { ReaderRequest, WriterRequest } from './thread-messages.ts';

/** Kysely on the writer thread: every statement and every transaction takes the writer's lock. */
export function makeWriterKysely(thread: ThreadClient<WriterRequest>, lock: FifoLock): Kysely<Schema> {
  const connection = connectionTo(thread);
  const driver: Driver = {
    async init() {},
    async acquireConnection() {
      await lock.acquire();
      return connection;
    },
    async releaseConnection() {
      lock.release();
    },
    async beginTransaction() {
      await thread.call({ type: 'begin' });
    },
    async commitTransaction() {
      await thread.call({ type: 'commit' });
    },
    async rollbackTransaction() {
      await thread.call({ type: 'rollback' });
    },
    async destroy() {},
  };
  return new Kysely<Schema>({ dialect: dialectOf(driver) });
}

/** Kysely on the reader thread: single statements, each of which sees all that was committed before it. */
export function makeReaderKysely(thread: ThreadClient<ReaderRequest>): Kysely<Schema> {
  const connection = connectionTo(thread);
  const refuse = async (): Promise<never> => {
    throw new Error('invariant broken: the reader runs single statements, never a transaction');
  };
  const driver: Driver = {
    async init() {},
    acquireConnection: async () => connection,
    async releaseConnection() {},
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    async destroy() {},
  };
  return new Kysely<Schema>({ dialect: dialectOf(driver) });
}

/**
 * Tells Kysely that connections need no lock of its own: with one, its statements would stand in two lines, out of order with the hot
 * batches, and a refused turn would never give that lock back.
 */
class OwnLockAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

function dialectOf(driver: Driver): Dialect {
  return {
    createDriver: () => driver,
    createAdapter: () => new OwnLockAdapter(),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

function connectionTo(thread: ThreadClient<ReaderRequest>): DatabaseConnection {
  return {
    async executeQuery<Row>(query: { readonly sql: string; readonly parameters: readonly unknown[] }) {
      const parameters = checkParameters(query.parameters);
      const answer = await thread.call({ type: 'query', sql: query.sql, parameters });
      // The thread answers a query with what its statement runner gave.
      const { rows, changes } = answer as StatementResult;
      const result: QueryResult<Row> = {
        rows: rows as Row[],
        ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }),
      };
      return result;
    },
    streamQuery() {
      throw new Error('invariant broken: lists are pages, nothing is streamed');
    },
  };
}
