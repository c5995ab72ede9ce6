import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Client, createClient } from '@keyturn/client';
import { findFreePort, KeyturnCommand } from './keyturn-command.ts';

const ADMIN_KEY = 'browser-tests-admin-key-0123456789abcdef';

/** A real Keyturn process on an empty SQLite file, with its dashboard. */
export class DashboardProcess {
  readonly url: string;
  /** The operator's client, beside the browser. */
  readonly client: Client;
  readonly #port: number;
  readonly #folder: string;
  #command: KeyturnCommand | undefined;
  #outputBefore = '';

  private constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    // As printed links say it: passkeys know no IP address.
    this.url = `http://localhost:${port}`;
    this.client = createClient({ url: this.url, apiKey: ADMIN_KEY, retry: { retries: 3 } });
  }

  /** Starts it and waits until it is ready. */
  static async start(): Promise<DashboardProcess> {
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
    this.#command = await KeyturnCommand.start(['serve'], {
      port: this.#port,
      folder: this.#folder,
      env: {
        DATABASE_URL: `sqlite:${join(this.#folder, 'keyturn.db')}`,
        KEYTURN_DATA_DIR: this.#folder,
        KEYTURN_PORT: String(this.#port),
        KEYTURN_ADMIN_KEY: ADMIN_KEY,
        KEYTURN_ALLOW_HTTP: 'true',
        KEYTURN_ALLOW_TARGETS: '127.0.0.1/32',
      },
    });
  }

  /** All that it has printed so far: its log. */
  get output(): string {
    return this.#outputBefore + (this.#command?.output ?? '');
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
    await this.#command?.end();
    this.#outputBefore = this.output;
    this.#command = undefined;
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
