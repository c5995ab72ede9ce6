import { Client, type ClientBase, type ClientConfig } from 'pg';
import { StoreError } from '../../store-error.ts';
import { failureOf } from './postgres-failure.ts';
import { POSTGRES_TYPES } from './postgres-types.ts';
import type { PostgresUrl } from './postgres-url.ts';

/** A connection that is not there in this time is not waited for: what asks for it answers 503. */
const CONNECT_MS_MAX = 5_000;
/** A statement of the hot path that takes longer has lost its connection (a black hole answers nothing). */
export const HOT_STATEMENT_MS_MAX = 5_000;
/** The same for lists and rare writes, which may have to read more. */
export const RARE_STATEMENT_MS_MAX = 10_000;
/** The oldest major version whose statements are used here, and still maintained. */
const SERVER_VERSION_MIN = 15_00_00;

/** What a connection is for, and how long one statement of it may take. */
export interface SessionPurpose {
  /** Shown in pg_stat_activity after `keyturn`. */
  readonly name: 'lock' | 'commit' | 'claim' | 'rare' | 'migrate';
  readonly statementMsMax: number;
}

/** What the driver is given for a connection. Without the password this says nothing secret; with it, it is never printed. */
export function clientConfigOf(url: PostgresUrl, purpose: SessionPurpose): ClientConfig {
  return {
    connectionString: url.connectionString,
    application_name: `keyturn ${purpose.name}`,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    // The server gives up first and says so; the client's own limit is for a server that says nothing.
    query_timeout: purpose.statementMsMax + 500,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    types: POSTGRES_TYPES,
  };
}

/** Opens one connection and prepares its session. Throws StoreError. */
export async function openSession(
  url: PostgresUrl,
  purpose: SessionPurpose,
  config: ClientConfig = {},
): Promise<Client> {
  const client = new Client({ ...clientConfigOf(url, purpose), ...config });
  // Its end is noticed by whoever uses it; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await prepareSession(client, url, purpose);
    return client;
  } catch (error) {
    destroyClient(client);
    throw failureOf(error, url.label);
  }
}

/**
 * Sets what our statements rely on and refuses a server on which they would not hold: a standby (whose writes fail and whose reads are
 * old), another encoding, a session that does not wait for its commits.
 */
export async function prepareSession(
  client: ClientBase,
  url: PostgresUrl,
  purpose: SessionPurpose,
): Promise<void> {
  await client.query(
    `set client_min_messages = warning;
     set bytea_output = hex;
     set statement_timeout = ${purpose.statementMsMax};
     set idle_in_transaction_session_timeout = ${purpose.statementMsMax};
     set default_transaction_isolation = 'read committed';
     set default_transaction_deferrable = off;
     select set_config('synchronous_commit', 'on', false)
     where current_setting('synchronous_commit') <> 'remote_apply'`,
  );
  const { rows } = await client.query<{
    version: number;
    encoding: string;
    isStandby: boolean;
    commits: string;
  }>(
    `select current_setting('server_version_num')::int as version,
       current_setting('server_encoding') as encoding,
       pg_is_in_recovery() as "isStandby",
       current_setting('synchronous_commit') as commits`,
  );
  const [server] = rows;
  if (server === undefined || server.version < SERVER_VERSION_MIN) {
    throw new StoreError('unsupported', `PostgreSQL at ${url.label} is too old: use version 15 or newer.`);
  }
  if (server.encoding !== 'UTF8') {
    throw new StoreError(
      'unsupported',
      `The database at ${url.label} is encoded in ${server.encoding}: create one with encoding 'UTF8' and template template0.`,
    );
  }
  if (server.isStandby) {
    throw new StoreError(
      'read_only',
      `The server at ${url.label} is a standby, or still recovering: connect to the primary.`,
    );
  }
  if (server.commits !== 'on' && server.commits !== 'remote_apply') {
    throw new StoreError(
      'unsupported',
      `The session at ${url.label} does not wait for its commits (synchronous_commit is ${server.commits}): an accepted event could be lost.`,
    );
  }
}

/** Ends a connection at once: nothing that it has under way is waited for. */
export function destroyClient(client: ClientBase): void {
  // The socket is the driver's own, and the only way to end a client that waits for an answer (`end` would wait with it).
  const { connection } = client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
  };
  connection.stream.destroy();
}
