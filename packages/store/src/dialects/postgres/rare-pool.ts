import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import { Pool, type PoolClient } from 'pg';
import type { Database } from '../../database.ts';
import type { Schema } from '../../schema.ts';
import { failureOf, isConnectionLost, isTransactionConflict, unknownCommit } from './postgres-failure.ts';
import type { PostgresUrl } from './postgres-url.ts';
import { clientConfigOf, prepareSession, RARE_STATEMENT_MS_MAX, type SessionPurpose } from './session.ts';

/** Connections for lists and rare writes: apart from the hot ones, so that nothing they do holds up a commit or a claim. */
const CONNECTIONS_MAX = 5;
/** How often a transaction that was rolled back to let another go first is tried again. */
const CONFLICT_TRIES_MAX = 5;

/** The portable queries' database on PostgreSQL; `assertServing` throws when this process may not write now. */
export interface RareDatabase extends Database {
  close(): Promise<void>;
}

/** Makes the pool of connections for rare queries; opens none yet. */
export function makeRareDatabase(url: PostgresUrl, assertServing: () => void): RareDatabase {
  const purpose = { name: 'rare', statementMsMax: RARE_STATEMENT_MS_MAX } as const;
  const kysely = makeKysely(url, purpose, CONNECTIONS_MAX);
  return {
    dialect: 'postgres',
    reader: kysely,
    async transact(work) {
      for (let n = 1; ; n++) {
        assertServing();
        try {
          return await kysely.transaction().execute(work);
        } catch (error) {
          if (n === CONFLICT_TRIES_MAX || !isTransactionConflict(error)) throw error;
        }
      }
    },
    close: () => kysely.destroy(),
  };
}

/** Kysely on a pool of its own, which opens no connection yet; failures come out as StoreErrors. */
export function makeKysely(
  url: PostgresUrl,
  purpose: SessionPurpose,
  connectionsMax: number,
): Kysely<Schema> {
  const pool = makePool(url, purpose, connectionsMax);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

function makePool(url: PostgresUrl, purpose: SessionPurpose, connectionsMax: number): PostgresPool {
  const pool = new Pool({
    ...clientConfigOf(url, purpose),
    max: connectionsMax,
    onConnect: (client) => prepareSession(client, url, purpose),
  });
  // An idle connection that the server ended: the pool has removed it, and the next query opens another.
  pool.on('error', () => {});
  const wrapped = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: {},
    end: () => pool.end(),
    async connect() {
      let client: PoolClient;
      try {
        client = await pool.connect();
      } catch (error) {
        throw failureOf(error, url.label);
      }
      let translated = wrapped.get(client);
      if (translated === undefined) {
        translated = translate(client, url);
        wrapped.set(client, translated);
      }
      return translated;
    },
  };
}

/** A connection whose failures come out as the store's, that is not used again once it was lost, and whose commits are looked at. */
function translate(client: PoolClient, url: PostgresUrl): PostgresPoolClient {
  let isLost = false;
  let warningCount = 0;
  client.on('notice', () => {
    warningCount++;
  });
  // While it is out of the pool nobody else listens, and its end would end the process.
  client.on('error', () => {
    isLost = true;
  });
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    warningCount = 0;
    try {
      const result = await client.query(text, [...parameters]);
      // Sessions hear warnings only. At a commit: it did not wait for its standby.
      if (result.command === 'COMMIT' && warningCount > 0) throw unknownCommit(url.label);
      return result;
    } catch (error) {
      if (isConnectionLost(error)) isLost = true;
      throw failureOf(error, url.label);
    }
  };
  return {
    // Kysely asks for cursors only when it streams, which no query here does.
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(isLost || destroy === true),
  };
}
