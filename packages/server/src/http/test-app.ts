/** The whole edge for tests, on the real operations, keyring, engine and an embedded database of its own. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Clock } from '@keyturn/core';
import { parseAllowTargets } from '@keyturn/core';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { Sensitive } from '../keyring/sensitive.ts';
import { type Metrics, makeMetrics } from '../observe/metrics.ts';
import { makeAuthenticator } from '../operations/authenticate.ts';
import { makeOperations } from '../operations/make-operations.ts';
import { makeOneAtATime } from '../operations/one-at-a-time.ts';
import type { Operations } from '../operations/operations.ts';
import { makeOrderedIds } from '../operations/ordered-ids.ts';
import type { Permission } from '../operations/permissions.ts';
import { StoppedSecrets } from '../operations/stopped-secrets.ts';
import { RandomSlices } from '../random-slices.ts';
import { openSessions } from '../sessions/open-sessions.ts';
import { TestEngine } from '../test-engine.ts';
import { buildHttp } from './build-http.ts';
import type { HttpDeps } from './http-deps.ts';

export const ADMIN_KEY = 'an admin key of more than thirty-two characters'.replaceAll(' ', '-');
export const PUBLIC_URL = 'https://keyturn.example';

/** What a test may want otherwise. */
export interface TestAppWishes {
  readonly clock?: Clock;
  readonly trustProxy?: readonly string[];
  /** In place of some of the parts below the edge, which it is given. */
  readonly deps?: (deps: HttpDeps) => Partial<HttpDeps>;
}

/** What a request of a test may have beside its method and path. */
export interface TestRequest {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Another bearer key than the admin key; null: none at all. */
  readonly as?: string | null;
}

/** An answer, parsed. */
export interface TestAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever fields it expects, and fails when they are not there.
  readonly body: any;
  readonly text: string;
  readonly headers: LightMyRequestResponse['headers'];
}

/** A line that the edge wrote to the log. */
export interface TestLogLine {
  readonly level: 'error' | 'warn';
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** The edge, open. */
export class TestApp {
  readonly engine: TestEngine;
  readonly http: FastifyInstance;
  readonly operations: Operations;
  readonly metrics: Metrics;
  readonly log: readonly TestLogLine[];
  /** `<operationId> <status>` of every answer so far that was no problem; each was held against its schema. */
  readonly answered: ReadonlySet<string>;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Omit<TestApp, 'call' | 'close' | 'addAccount' | 'addApiKey'>,
    close: () => Promise<void>,
  ) {
    this.engine = parts.engine;
    this.http = parts.http;
    this.operations = parts.operations;
    this.metrics = parts.metrics;
    this.log = parts.log;
    this.answered = parts.answered;
    this.#close = close;
  }

  static async open(wishes: TestAppWishes = {}): Promise<TestApp> {
    const engine = await TestEngine.open(wishes.clock === undefined ? {} : { clock: wishes.clock });
    const { store, keyring, directory, clock } = engine;
    const authenticator = makeAuthenticator({
      store,
      adminKey: new Sensitive(ADMIN_KEY),
      clock,
      onTouchFailed: (error) => {
        throw error;
      },
    });
    const random = new RandomSlices();
    const allowTargets = parseAllowTargets('127.0.0.0/8');
    if (!allowTargets.ok) throw new Error(allowTargets.error);
    const makeId = makeOrderedIds(random);
    const sessions = openSessions({
      store,
      clock,
      secret: new Sensitive(randomBytes(32).toString('base64url')),
      makeId,
      publicUrl: PUBLIC_URL,
      mode: 'serve',
    });
    const operations = makeOperations({
      store,
      keyring,
      directory,
      delivery: engine.engine,
      authenticator,
      clock,
      random: randomBytes,
      makeId,
      publicUrl: PUBLIC_URL,
      urlPolicy: { allowTargets: allowTargets.value, allowHttp: true },
      leaseMs: 0,
      perAccount: makeOneAtATime(),
      stoppedSecrets: new StoppedSecrets(clock),
    });
    const metrics = makeMetrics('0.1.0');
    metrics.watch({ engine: () => engine.engine.stats() });
    const log: TestLogLine[] = [];
    const deps: HttpDeps = {
      operations,
      authenticate: (bearer) => authenticator.authenticate(bearer),
      sessions,
      admission: () => engine.engine.admission(),
      idempotency: store.idempotency,
      readiness: async () => ({ isReady: true, checks: { database: 'ok' } }),
      metrics: metrics.http,
      log: {
        error: (facts, message) => log.push({ level: 'error', facts: { ...facts }, message }),
        warn: (facts, message) => log.push({ level: 'warn', facts: { ...facts }, message }),
      },
      clock,
      random,
      config: {
        publicUrl: PUBLIC_URL,
        trustProxy: wishes.trustProxy ?? [],
        host: '127.0.0.1',
        port: 8080,
        version: '0.1.0',
      },
    };
    const http = buildHttp({ ...deps, ...wishes.deps?.(deps) });
    const answered = checkAnswers(http);
    await http.ready();
    await engine.engine.start();
    return new TestApp({ engine, http, operations, metrics, log, answered }, async () => {
      await http.close();
      await authenticator.close();
      await engine.close();
    });
  }

  /** Sends a request, as the operator unless told otherwise, and parses the answer. */
  async call(method: string, url: string, request: TestRequest = {}): Promise<TestAnswer> {
    const { body, headers = {}, as = ADMIN_KEY } = request;
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const response = await this.http.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: {
        ...(as === null ? {} : { authorization: `Bearer ${as}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: isRaw ? body : JSON.stringify(body) }),
    });
    const isJson = /json/.test(String(response.headers['content-type'] ?? ''));
    return {
      status: response.statusCode,
      body: isJson ? JSON.parse(response.payload) : undefined,
      text: response.payload,
      headers: response.headers,
    };
  }

  /** Makes an account, without a secret. */
  async addAccount(id: string): Promise<string> {
    const made = await this.call('POST', '/v1/accounts', { body: { id, name: `Account ${id}` } });
    if (made.status !== 201) throw new Error(made.text);
    return id;
  }

  /** Makes an API key and gives its text. */
  async addApiKey(accountId: string | null, permissions: readonly Permission[]): Promise<string> {
    const body = { name: 'a key', account_id: accountId, permissions };
    const made = await this.call('POST', '/v1/api-keys', { body });
    if (made.status !== 201) throw new Error(made.text);
    return made.body.api_key;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/**
 * Holds every answer against what its route says of it: the same fields, no more and no fewer, each of its type. An answer that differs
 * goes out as a 500, so that no test can overlook it.
 */
function checkAnswers(http: FastifyInstance): ReadonlySet<string> {
  const answered = new Set<string>();
  http.addHook('onSend', async (request, reply, payload) => {
    const document = request.routeOptions.config.document;
    const status = reply.statusCode;
    const isProblem = String(reply.getHeader('content-type')).startsWith('application/problem+json');
    if (document === undefined || isProblem) return payload;
    const answer = document.answers[status];
    if (answer?.schema !== undefined) {
      const sent: unknown = JSON.parse(String(payload));
      assert.deepStrictEqual(answer.schema.parse(sent), sent, `${document.operationId} answers as it says`);
    } else {
      assert.ok(answer !== undefined, `${document.operationId} says that it answers ${status}`);
    }
    answered.add(`${document.operationId} ${status}`);
    return payload;
  });
  return answered;
}
