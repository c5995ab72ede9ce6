/** A whole app for tests: real embedded database, real engine, real HTTP; every line that it logs. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, Clock, EndpointId, Result, SecretId } from '@keyturn/core';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { type App, openApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { formatMasterKey } from './keyring/master-keys.ts';
import { makeLog } from './observe/log.ts';
import type { Activation, Caller, CreatedSecret } from './operations/operations.ts';
import { PROCESS_CLOCK } from './serve.ts';
import type { InstallationMode } from './sessions/sessions.ts';

/** The caller of operations in tests. */
export const A_CALLER: Caller = {
  actor: { type: 'user', id: 'usr_ada', name: 'Ada' },
  requestId: 'req_test',
  address: '192.0.2.7',
};

/** What a test may want otherwise. */
export interface TestAppWishes {
  readonly clock?: Clock;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that outlives the app; the caller removes it. */
  readonly folder?: string;
  readonly mode?: InstallationMode;
}

/** An open app and the short ways to what tests arrange. */
export class TestApp {
  readonly app: App;
  readonly folder: string;
  readonly lines: readonly string[];
  readonly #isOwnFolder: boolean;

  private constructor(app: App, folder: string, lines: readonly string[], isOwnFolder: boolean) {
    this.app = app;
    this.folder = folder;
    this.lines = lines;
    this.#isOwnFolder = isOwnFolder;
  }

  static async open(wishes: TestAppWishes = {}): Promise<TestApp> {
    const folder = wishes.folder ?? mkdtempSync(join(tmpdir(), 'keyturn-app-'));
    const lines: string[] = [];
    const app = await openApp(testConfig(folder, wishes.env), {
      clock: wishes.clock ?? PROCESS_CLOCK,
      random: randomBytes,
      log: makeLog('trace', { write: (line) => void lines.push(line) }),
      onFatal: (error) => {
        throw error;
      },
      mode: wishes.mode ?? 'serve',
    });
    return new TestApp(app, folder, lines, wishes.folder === undefined);
  }

  get operations(): App['operations'] {
    return this.app.operations;
  }

  async close(): Promise<void> {
    await this.app.close();
    if (this.#isOwnFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  /** One request as the admin: its status and its parsed body. */
  async request(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    const response = await this.app.http.inject({
      method,
      url,
      headers: { authorization: `Bearer ${this.app.adminKey.reveal()}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: response.statusCode, body: response.body === '' ? {} : response.json() };
  }

  async addAccount(
    id: string,
    profiles: readonly ('standard' | 'kore')[] = ['standard'],
  ): Promise<AccountId> {
    const made = await this.operations.createAccount(A_CALLER, {
      id: id as AccountId,
      name: id,
      signatureProfiles: profiles,
    });
    return granted(made).id;
  }

  async addEndpoint(
    account: AccountId,
    url = 'https://receiver.example/hooks',
    eventTypes: readonly string[] = [],
  ): Promise<EndpointId> {
    const input = { url, description: '', eventTypes, headers: {} };
    return granted(await this.operations.createEndpoint(A_CALLER, account, input)).id;
  }

  async addSecret(account: AccountId, name: string, endpointId?: EndpointId): Promise<CreatedSecret> {
    const input = { name, ...(endpointId === undefined ? {} : { endpointId }) };
    return granted(await this.operations.createSecret(A_CALLER, account, input));
  }

  async activate(account: AccountId, id: SecretId, overlapSeconds = 0): Promise<Activation> {
    return granted(await this.operations.activateSecret(A_CALLER, account, id, { ...HOW, overlapSeconds }));
  }
}

/** How an activation is asked for when a test does not care. */
export const HOW = { overlapSeconds: 0, openOverlap: 'refuse', hardCut: 'refuse' } as const;

/** A configuration in this folder, on a free port; private targets and http are allowed. */
function testConfig(folder: string, env: Readonly<Record<string, string>> = {}): Config {
  const config = readConfig({
    DATABASE_URL: `sqlite:${folder}/keyturn.db`,
    KEYTURN_PORT: '0',
    KEYTURN_ALLOW_HTTP: 'true',
    KEYTURN_ALLOW_TARGETS: '127.0.0.0/8',
    KEYTURN_LOG_LEVEL: 'trace',
    ...env,
  });
  if (!config.ok) throw new Error(config.error.map(({ sentence }) => sentence).join(' '));
  return config.value;
}

/** The databases that a test is run on. */
export const DATABASES = ['SQLite', 'PostgreSQL'] as const;

/** What an app needs of its environment to run on this database, a new one. */
export async function environmentOn(database: (typeof DATABASES)[number]): Promise<Record<string, string>> {
  if (database === 'SQLite') return {};
  return {
    DATABASE_URL: await createPostgresDatabase(),
    KEYTURN_ADMIN_KEY: randomBytes(32).toString('hex'),
    KEYTURN_MASTER_KEYS: formatMasterKey('mk-1', randomBytes(32)),
  };
}

/** The value of a result that must not be a refusal. */
export function granted<T>(result: Result<T, { readonly code: string }>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** The refusal of a result that must be one. */
export function refusalOf<E>(result: Result<unknown, E>): E {
  if (result.ok) throw new Error(`not refused: ${JSON.stringify(result.value)}`);
  return result.error;
}
