import type { Client } from 'pg';
import { StoreError } from '../../store-error.ts';
import { failureOf } from './postgres-failure.ts';
import type { PostgresUrl } from './postgres-url.ts';
import { destroyClient, openSession, type SessionPurpose } from './session.ts';

/** The advisory lock of a serving process: 'keyt' in ASCII, and 1 for serving. Locks of this kind belong to one database. */
const LOCK_CLASS = 0x6b657974;
const LOCK_OBJECT = 1;
/** Pause between two signs of life that the lock's connection is asked for; with the limit below, a half-open one is noticed in 5 s. */
const HEARTBEAT_MS = 2_000;
const PURPOSE: SessionPurpose = { name: 'lock', statementMsMax: 2_000 };
/** Pause between two tries to take the lock. */
const RETRY_MS = 100;
/** A start waits this long for the lock: the server needs a moment to notice that the process before was killed. */
const TAKE_MS_MAX = 2_000;

/** What the lock tells its store. */
export interface ServingLockOptions {
  /** Another process has taken over: this one must end (exit code 75). Called once. */
  readonly onTakenOver: (error: StoreError) => void;
}

interface Backend {
  readonly pid: number;
  /** With the process id, what tells a backend from a later one with the same number. */
  readonly startedAt: string;
}

/**
 * The proof that this process alone serves a PostgreSQL database: a session advisory lock on a connection of its own, held for life. A lock
 * is lost with its connection, and another process may hold it from that instant; so a lost lock stops writes and claims at once, until
 * it has been taken again. A pooler that shares sessions between clients (PgBouncer in transaction mode) breaks it: connect directly.
 */
export class ServingLock {
  readonly #url: PostgresUrl;
  readonly #options: ServingLockOptions;
  #state: 'held' | 'lost' | 'taken_over' | 'released' = 'lost';
  #client: Client | undefined;
  #backend: Backend | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #retake: NodeJS.Timeout | undefined;

  private constructor(url: PostgresUrl, options: ServingLockOptions) {
    this.#url = url;
    this.#options = options;
  }

  /** Takes the lock. Throws StoreError `held` when another process has it. */
  static async take(url: PostgresUrl, options: ServingLockOptions): Promise<ServingLock> {
    const lock = new ServingLock(url, options);
    for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
      const holder = await lock.#try();
      if (holder === 'none') return lock;
      if (waitedMs >= TAKE_MS_MAX) throw lock.#heldError(holder);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  /** Throws StoreError unless this process holds the lock now. */
  assertHeld(): void {
    if (this.#state === 'held') return;
    if (this.#state === 'taken_over') throw this.#heldError(undefined);
    throw new StoreError(
      'unavailable',
      this.#state === 'released'
        ? 'The store is closed.'
        : `The connection to ${this.#url.label} that proves this process to be the only one is lost: writes wait until it is back.`,
    );
  }

  /** Gives the lock back. May be called twice. */
  async release(): Promise<void> {
    if (this.#state === 'released') return;
    this.#state = 'released';
    clearTimeout(this.#heartbeat);
    clearTimeout(this.#retake);
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await client.end().catch(() => destroyClient(client));
  }

  /** Tries once: `none` when it is ours now, else who has it. Throws StoreError when the server cannot be asked. */
  async #try(): Promise<Backend | 'none' | undefined> {
    const client = await openSession(this.#url, PURPOSE);
    try {
      // A host that vanished leaves its lock behind until the server misses it: after these 11 s, not after two hours.
      await client.query(
        'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3',
      );
      const { rows } = await client.query<Backend & { taken: boolean }>(
        `select pg_try_advisory_lock($1, $2) as taken, a.pid, a.backend_start::text as "startedAt"
         from pg_stat_activity a
         where a.pid = pg_backend_pid()`,
        [LOCK_CLASS, LOCK_OBJECT],
      );
      const [own] = rows;
      if (own?.taken !== true) {
        const holder = await findHolder(client);
        await client.end();
        return holder;
      }
      this.#hold(client, own);
      return 'none';
    } catch (error) {
      destroyClient(client);
      throw failureOf(error, this.#url.label);
    }
  }

  #hold(client: Client, backend: Backend): void {
    if (this.#state === 'released') {
      destroyClient(client);
      return;
    }
    this.#client = client;
    this.#backend = backend;
    this.#state = 'held';
    client.once('end', () => this.#lose(client));
    client.once('error', () => this.#lose(client));
    this.#scheduleHeartbeat(client);
  }

  #scheduleHeartbeat(client: Client): void {
    this.#heartbeat = setTimeout(() => {
      client.query('select 1').then(
        () => {
          if (this.#client === client) this.#scheduleHeartbeat(client);
        },
        // A timeout leaves the driver's client stuck: it is ended, and its end is the loss.
        () => destroyClient(client),
      );
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
  }

  #lose(client: Client): void {
    if (this.#client !== client || this.#state !== 'held') return;
    this.#state = 'lost';
    this.#client = undefined;
    clearTimeout(this.#heartbeat);
    destroyClient(client);
    void this.#takeAgain();
  }

  async #takeAgain(): Promise<void> {
    if (this.#state !== 'lost') return;
    try {
      const holder = await this.#try();
      if (holder !== 'none' && holder !== undefined) await this.#meet(holder);
    } catch {
      // The server is not there yet: asked again below, for as long as the process lives.
    }
    // `#try` and `#meet` change it.
    if ((this.#state as string) === 'lost') this.#retake = setTimeout(() => this.#takeAgain(), RETRY_MS);
  }

  /** Someone has the lock: our own lost session, which the server has not noticed to be gone, or another process. */
  async #meet(holder: Backend): Promise<void> {
    if (holder.pid === this.#backend?.pid && holder.startedAt === this.#backend.startedAt) {
      const client = await openSession(this.#url, PURPOSE);
      try {
        await client.query('select pg_terminate_backend($1)', [holder.pid]);
      } finally {
        await client.end();
      }
      return;
    }
    if (this.#state !== 'lost') return;
    this.#state = 'taken_over';
    this.#options.onTakenOver(this.#heldError(holder));
  }

  #heldError(holder: Backend | undefined): StoreError {
    const who = holder === undefined ? '' : ` (its session is process ${holder.pid} of the server)`;
    return new StoreError(
      'held',
      `Another Keyturn process serves the database ${this.#url.label}${who}: stop it first, or give this one a database of its own.`,
    );
  }
}

/** Whose lock it is; undefined when it was given back a moment ago. */
async function findHolder(client: Client): Promise<Backend | undefined> {
  const { rows } = await client.query<Backend>(
    `select l.pid, coalesce(a.backend_start::text, '') as "startedAt"
     from pg_locks l
     left join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid = $2 and l.objsubid = 2
       and l.database = (select oid from pg_database where datname = current_database())`,
    [LOCK_CLASS, LOCK_OBJECT],
  );
  return rows[0];
}
