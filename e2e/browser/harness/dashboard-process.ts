import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '@keyturn/client';
import { eventually } from '@keyturn/testkit';
import { buildDashboard } from './build-dashboard.ts';

const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));
const ADMIN_KEY = 'browser-tests-admin-key-0123456789abcdef';

/** A real Keyturn process on an empty SQLite file, with its dashboard. */
export class DashboardProcess {
  readonly url: string;
  /** The operator's client, beside the browser. */
  readonly client: Client;
  readonly #port: number;
  readonly #folder: string;
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    // As printed links say it: passkeys know no IP address.
    this.url = `http://localhost:${port}`;
    this.client = createClient({ url: this.url, apiKey: ADMIN_KEY, retry: { retries: 3 } });
  }

  /** Starts it and waits until it is ready. */
  static async start(): Promise<DashboardProcess> {
    await buildDashboard();
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-browser-'));
    const started = new DashboardProcess(await findFreePort(), folder);
    try {
      await started.run();
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  /** Starts it again after `end`, on the same database and port. */
  async run(): Promise<void> {
    const child = spawn(process.execPath, [SERVE], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        DATABASE_URL: `sqlite:${join(this.#folder, 'keyturn.db')}`,
        KEYTURN_DATA_DIR: this.#folder,
        KEYTURN_PORT: String(this.#port),
        KEYTURN_ADMIN_KEY: ADMIN_KEY,
        KEYTURN_ALLOW_HTTP: 'true',
        KEYTURN_ALLOW_TARGETS: '127.0.0.1/32',
      },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text) => this.#output.push(String(text)));
    }
    await eventually(
      async () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${this.output}`);
        const ready = await fetch(`${this.url}/readyz`);
        await ready.arrayBuffer();
        if (!ready.ok) throw new Error(`/readyz answered ${ready.status}`);
      },
      { deadlineMs: 60_000 },
    );
  }

  /** All that it has printed so far: its log. */
  get output(): string {
    return this.#output.join('');
  }

  /** A one-time sign-in link for the operator. */
  async loginLink(): Promise<string> {
    return (await this.client.createLoginLink({ body: {} })).url;
  }

  /** Makes every session one that proved long ago who it is. */
  makeSessionsStale(): void {
    this.#change('update sessions set authenticated_at = 0');
  }

  /** Ends every session, as their time would. */
  endSessions(): void {
    this.#change('delete from sessions');
  }

  /** Ends the process; its data stay. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Ends the process and deletes its data. */
  async stop(): Promise<void> {
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #change(statement: string): void {
    const database = new DatabaseSync(join(this.#folder, 'keyturn.db'), { timeout: 5_000 });
    database.exec(statement);
    database.close();
  }
}

async function findFreePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
