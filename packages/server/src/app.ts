/** The composition root: everything of one process, put together in the order in which it depends on each other. */
import { join } from 'node:path';
import {
  type Clock,
  HTTP_CLOSE_MS_MAX,
  IDEMPOTENCY_SWEEP_MS,
  LOGIN_LINK_MS,
  OVERLAPS_ENDED_EVERY_MS,
} from '@keyturn/core';
import { openStore, type Store, type StoreError } from '@keyturn/store';
import type { FastifyInstance } from 'fastify';
import { makeAccountDirectory } from './account-directory.ts';
import type { Config } from './config.ts';
import { makeDeliveryEngine } from './delivery/engine.ts';
import { errorFacts } from './delivery/engine-log.ts';
import { buildHttp } from './http/build-http.ts';
import type { DemoReceiverControl } from './http/demo-receiver.ts';
import { makeKeyring } from './keyring/keyset-lease.ts';
import { openAdminKey } from './keyring/open-admin-key.ts';
import { openMasterKeys } from './keyring/open-master-keys.ts';
import type { Sensitive } from './keyring/sensitive.ts';
import { deriveSessionSecret } from './keyring/session-secret.ts';
import { choosePort, listenErrorOf } from './listen-port.ts';
import { makeReadiness } from './observe/health.ts';
import type { Log } from './observe/log.ts';
import { makeMetrics } from './observe/metrics.ts';
import { makeAuthenticator } from './operations/authenticate.ts';
import { expireOverlaps } from './operations/expire-overlaps.ts';
import { type MadeLoginLink, makeLoginLink } from './operations/make-login-link.ts';
import { makeOperations } from './operations/make-operations.ts';
import { makeOneAtATime } from './operations/one-at-a-time.ts';
import type { Operations } from './operations/operations.ts';
import { makeOrderedIds } from './operations/ordered-ids.ts';
import { StoppedSecrets } from './operations/stopped-secrets.ts';
import type { RandomBytes } from './random-bytes.ts';
import { RandomSlices } from './random-slices.ts';
import { makeRepeated } from './repeat.ts';
import { openSessions } from './sessions/open-sessions.ts';
import type { InstallationMode } from './sessions/sessions.ts';
import { readVersion } from './version.ts';

/** What an app is given beside its configuration: all that tests replace. */
export interface AppParts {
  readonly clock: Clock;
  /** Fit for keys. */
  readonly random: RandomBytes;
  readonly log: Log;
  /** Called once when the database failed so that the process must end (exit code 74). */
  readonly onFatal: (error: StoreError) => void;
  /** `serve` unless told. */
  readonly mode?: InstallationMode;
  /** The pretend customer of `keyturn demo`, which its page can give a secret, and break. */
  readonly demoReceiver?: DemoReceiverControl;
  /** Where the built dashboard lies; absent: the API alone. */
  readonly dashboardFolder?: string;
}

/** One process: open, then listening, then closed. */
export interface App {
  readonly operations: Operations;
  /** For `inject`; it listens through `listen` alone. */
  readonly http: FastifyInstance;
  readonly adminKey: Sensitive<string>;
  /** Files that were made at this start, which is the first. */
  readonly madeFiles: readonly string[];
  /** Where people and programs reach it. */
  readonly publicUrl: string;
  readonly version: string;
  /** Whether the operator has yet to choose name, email and password. */
  isSetUpRequired(): Promise<boolean>;
  /** Makes a one-time link that signs the operator in. Never for a log: whoever has it first is the operator. */
  makeLoginLink(): Promise<MadeLoginLink>;
  /** Starts to send what is due, and to listen; gives the port. Throws StartError when the port is taken. */
  listen(): Promise<number>;
  /**
   * Ends within ATTEMPT_DEADLINE_MS + 5 s: `/readyz` fails and publishes are refused at once, attempts under way end, results are
   * written, requests under way are answered. May be called twice, and before `listen`.
   */
  close(): Promise<void>;
}

/** Opens everything that `config` names. Throws StartError, StoreError, KeyringError or PrivateFileError, and then nothing is left open. */
export async function openApp(config: Config, parts: AppParts): Promise<App> {
  const port = await choosePort(config.host, config.port);
  const store = await openStore(config.databaseUrl.reveal(), {
    onFatal: parts.onFatal,
    now: () => parts.clock.wall(),
  });
  try {
    return await openOn(store, { ...config, port }, parts);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openOn(store: Store, config: Config, parts: AppParts): Promise<App> {
  const { clock, random, log } = parts;
  const version = readVersion();
  const masterKeySource = { given: config.masterKeys, path: join(config.dataDir, 'master-keys') };
  const { masterKeys, madeFile } = await openMasterKeys(store, masterKeySource, random);
  const admin = openAdminKey(config.adminKey, join(config.dataDir, 'admin-key'), random);
  // A dead process left them; their requests are answered by nobody any more.
  await store.idempotency.sweep(clock.wall(), 'delete');

  const metrics = makeMetrics(version);
  const ids = new RandomSlices();
  const keyring = makeKeyring({ store, masterKeys, clock, random });
  const directory = makeAccountDirectory({ store });
  const urlPolicy = { allowTargets: config.allowTargets, allowHttp: config.allowHttp };
  const delivery = makeDeliveryEngine({
    store,
    keyring,
    directory,
    clock,
    random: Math.random,
    config: { ...urlPolicy, version },
    log,
    metrics: metrics.engine,
  });
  metrics.watch({ engine: () => delivery.stats() });
  const warn = (message: string) => (error: unknown) => log.warn(errorFacts(error), message);
  const authenticator = makeAuthenticator({
    store,
    adminKey: admin.adminKey,
    clock,
    onTouchFailed: warn('the last use of API keys could not be written; it is tried again'),
  });
  const publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const makeId = makeOrderedIds(ids);
  const sessions = openSessions({
    store,
    clock,
    secret: deriveSessionSecret(masterKeys),
    makeId,
    publicUrl,
    mode: parts.mode ?? 'serve',
  });
  const operationParts = {
    store,
    keyring,
    directory,
    delivery,
    authenticator,
    clock,
    random,
    makeId,
    publicUrl,
    urlPolicy,
    // One process decides and signs: forgetting is enough, and a cut-over waits for nothing.
    leaseMs: 0,
    perAccount: makeOneAtATime(),
    stoppedSecrets: new StoppedSecrets(clock),
  };
  const operations = makeOperations(operationParts);

  let isDraining = false;
  const readiness = makeReadiness({
    checks: [
      { name: 'database', check: () => store.checkWritable() },
      {
        name: 'draining',
        check() {
          if (isDraining) throw new Error('this process is shutting down');
        },
      },
    ],
    clock,
    onFailed: (name, error) => log.warn({ check: name, ...errorFacts(error) }, 'not ready'),
  });
  const http = buildHttp({
    operations,
    authenticate: (bearer) => authenticator.authenticate(bearer),
    sessions,
    admission: () => delivery.admission(),
    idempotency: store.idempotency,
    readiness,
    metrics: metrics.http,
    log,
    clock,
    random: ids,
    ...(parts.demoReceiver === undefined ? {} : { demoReceiver: parts.demoReceiver }),
    config: {
      publicUrl,
      version,
      trustProxy: config.trustProxy,
      host: config.host,
      port: config.port,
      ...(parts.dashboardFolder === undefined ? {} : { dashboardFolder: parts.dashboardFolder }),
    },
  });
  const repeated = [
    makeRepeated(
      () => expireOverlaps(operationParts),
      OVERLAPS_ENDED_EVERY_MS,
      warn('ended overlaps could not be written down; they have ended all the same'),
    ),
    makeRepeated(
      () => store.idempotency.sweep(clock.wall(), 'keep'),
      IDEMPOTENCY_SWEEP_MS,
      warn('old idempotency keys could not be deleted'),
    ),
  ];

  const closeHttp = async (): Promise<void> => {
    const timer = setTimeout(() => http.server.closeAllConnections(), HTTP_CLOSE_MS_MAX);
    await http.close();
    clearTimeout(timer);
  };
  const close = async (): Promise<void> => {
    isDraining = true;
    // First, with the API still there: a load balancer sees that it is going, and publishers are told to come again.
    await delivery.drain();
    await closeHttp();
    await Promise.all(repeated.map((act) => act.stop()));
    await authenticator.close();
    await store.close();
  };
  let closing: Promise<void> | undefined;

  return {
    operations,
    http,
    adminKey: admin.adminKey,
    madeFiles: [admin.madeFile, madeFile].filter((path) => path !== undefined),
    publicUrl,
    version,
    isSetUpRequired: () => sessions.isSetUpRequired(),
    makeLoginLink() {
      const actor = { type: 'system', id: 'system', name: 'start of the process' } as const;
      const caller = { actor, requestId: makeId('req', clock.wall()) };
      return makeLoginLink(operationParts, caller, { lifetimeMs: LOGIN_LINK_MS });
    },
    async listen() {
      await http.ready();
      // Before any request: claims of a dead process are released once, and must not meet a fresh one.
      await delivery.start();
      for (const act of repeated) act.start();
      try {
        await http.listen({ host: config.host, port: config.port });
      } catch (error) {
        throw listenErrorOf(error, config.host, config.port);
      }
      return config.port;
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
