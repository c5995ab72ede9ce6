/** A real engine for tests: SQLite on disk, the real keyring and directory, real sockets; every number it counts, every line it logs. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AccountRef,
  type AttemptCause,
  type Clock,
  type DeliveryRef,
  decideTransition,
  type EndpointRef,
  type EpochMs,
  type Event,
  type EventId,
  type EventRef,
  type KeyId,
  type KeysetCommand,
  type MonotonicMs,
  ok,
  parseAllowTargets,
  type ScopeRef,
  type SecretId,
} from '@keyturn/core';
import {
  type Account,
  type Attempt,
  type Delivery,
  type Endpoint,
  openStore,
  type PublishResult,
  type Store,
} from '@keyturn/store';
import {
  AN_ACTOR,
  anAccount,
  anAuditEntry,
  anEndpoint,
  aPublicId,
  eventually,
  type ReceivedRequest,
  Receiver,
} from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { createVerifier } from '@keyturn/verify';
import { afterEach, expect } from 'vitest';
import { type AccountDirectory, makeAccountDirectory } from './account-directory.ts';
import type { DeliveryEngine } from './delivery/delivery.ts';
import { type DeliveryEngineOptions, makeDeliveryEngine } from './delivery/engine.ts';
import type { EngineLog } from './delivery/engine-log.ts';
import type { CounterHandle, EngineMetrics, HistogramHandle } from './delivery/engine-metrics.ts';
import type { Keyring } from './keyring/keyring.ts';
import { makeKeyring } from './keyring/keyset-lease.ts';
import { formatMasterKey, parseMasterKeys } from './keyring/master-keys.ts';
import { RandomSlices } from './random-slices.ts';

/** The process's own clocks. */
export const REAL_CLOCK: Clock = {
  wall: () => Date.now() as EpochMs,
  monotonic: () => performance.now() as MonotonicMs,
};

/** A counter that can be read. */
export class TestCounter implements CounterHandle, HistogramHandle {
  count = 0;
  inc(by = 1): void {
    this.count += by;
  }
  observe(): void {
    this.count++;
  }
}

/** Metrics whose handles can be read. */
export type TestMetrics = EngineMetrics & {
  readonly [Name in Exclude<keyof EngineMetrics, 'attempts'>]: TestCounter;
} & { readonly attempts: Readonly<Record<AttemptCause, TestCounter>> };

export function makeTestMetrics(): TestMetrics {
  return {
    attempts: {
      ok: new TestCounter(),
      http_status: new TestCounter(),
      redirect: new TestCounter(),
      gone: new TestCounter(),
      dns_failed: new TestCounter(),
      connect_failed: new TestCounter(),
      tls_failed: new TestCounter(),
      timeout: new TestCounter(),
      connection_reset: new TestCounter(),
      response_invalid: new TestCounter(),
      target_not_allowed: new TestCounter(),
    },
    attemptSeconds: new TestCounter(),
    publishesStored: new TestCounter(),
    publishesDuplicate: new TestCounter(),
    publishesFailed: new TestCounter(),
    commits: new TestCounter(),
    commitRows: new TestCounter(),
    commitsFailed: new TestCounter(),
    claimed: new TestCounter(),
    handedBack: new TestCounter(),
    stoppedAtWire: new TestCounter(),
    resentOnFreshConnection: new TestCounter(),
    lateResults: new TestCounter(),
    signingBlocked: new TestCounter(),
  };
}

/** A log whose lines can be read: `level: message`. */
export class TestLog implements EngineLog {
  readonly lines: string[] = [];
  info(_facts: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push(`info: ${message}`);
  }
  warn(_facts: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push(`warn: ${message}`);
  }
  error(_facts: Readonly<Record<string, unknown>>, message: string): void {
    this.lines.push(`error: ${message}`);
  }
}

/** What a test may want otherwise. */
export interface TestEngineWishes {
  /** SQLite on disk unless told. */
  readonly database?: 'sqlite' | 'postgres';
  readonly clock?: Clock;
  /** KEYTURN_ALLOW_TARGETS; loopback unless told. */
  readonly allowTargets?: string;
  readonly extraCertificates?: readonly string[];
  readonly resolvers?: DeliveryEngineOptions['resolvers'];
  readonly limits?: DeliveryEngineOptions['limits'];
  /** In place of the store's hot statements, which it is given. */
  readonly hot?: (hot: Store['hot']) => Store['hot'];
  /** What the keyring and the directory read from, in place of the store, which it is given. */
  readonly reads?: (store: Store) => Pick<Store, 'accounts' | 'endpoints' | 'keysets'>;
}

/** What a published event may differ in. */
export interface EventWishes {
  readonly id?: string;
  readonly body?: string | Uint8Array;
  readonly contentType?: string;
}

/** Publishes, waits and reads, on a database of its own. */
export class TestEngine {
  readonly store: Store;
  readonly folder: string;
  readonly keyring: Keyring;
  readonly directory: AccountDirectory;
  readonly metrics: TestMetrics = makeTestMetrics();
  readonly log = new TestLog();
  readonly clock: Clock;
  engine: DeliveryEngine;
  readonly #wishes: TestEngineWishes;
  readonly #ids = new RandomSlices();

  private constructor(store: Store, folder: string, wishes: TestEngineWishes) {
    this.store = store;
    this.folder = folder;
    this.clock = wishes.clock ?? REAL_CLOCK;
    this.#wishes = wishes;
    const reads = wishes.reads?.(store) ?? store;
    this.directory = makeAccountDirectory({ store: reads });
    this.keyring = makeKeyring({
      store: reads,
      masterKeys: parseMasterKeys(formatMasterKey('m1', randomBytes(32)), 'the test'),
      clock: this.clock,
      random: randomBytes,
    });
    this.engine = this.makeEngine();
  }

  static async open(wishes: TestEngineWishes = {}): Promise<TestEngine> {
    const folder = await mkdtemp(join(tmpdir(), 'keyturn-engine-'));
    const url =
      wishes.database === 'postgres' ? await createPostgresDatabase() : `sqlite:${folder}/keyturn.db`;
    const store = await openStore(url, {
      now: REAL_CLOCK.wall,
      onFatal: (error) => {
        throw error;
      },
    });
    return new TestEngine(store, folder, wishes);
  }

  /** One more engine on the same database, as after a restart. */
  makeEngine(): DeliveryEngine {
    const allowTargets = parseAllowTargets(this.#wishes.allowTargets ?? '127.0.0.0/8');
    if (!allowTargets.ok) throw new Error(allowTargets.error);
    const { hot = (given) => given, resolvers, limits, extraCertificates } = this.#wishes;
    return makeDeliveryEngine({
      store: { hot: hot(this.store.hot), takeRefs: (count) => this.store.takeRefs(count) },
      keyring: this.keyring,
      directory: this.directory,
      clock: this.clock,
      random: () => 0.5,
      config: {
        allowTargets: allowTargets.value,
        allowHttp: true,
        version: '0.1.0',
        ...(extraCertificates === undefined ? {} : { extraCertificates }),
      },
      log: this.log,
      metrics: this.metrics,
      ...(resolvers === undefined ? {} : { resolvers }),
      ...(limits === undefined ? {} : { limits }),
    });
  }

  async close(): Promise<void> {
    await this.engine.drain();
    await this.store.close();
    await rm(this.folder, { recursive: true });
  }

  /** An account with an active secret, unless told otherwise. */
  async addAccount(secret: 'active_secret' | 'no_secret' = 'active_secret', given: Partial<Account> = {}) {
    const account = anAccount({ ref: this.store.takeRefs(1) as AccountRef, ...given });
    await this.store.accounts.insert(account, anAuditEntry({ accountRef: account.ref }));
    if (secret === 'active_secret') await this.createSecret(account.ref, account.ref);
    return account;
  }

  async addEndpoint(account: Account, url: string, given: Partial<Endpoint> = {}): Promise<Endpoint> {
    const ref = this.store.takeRefs(1) as EndpointRef;
    const endpoint = anEndpoint({ accountRef: account.ref, ref, url, ...given });
    await this.store.endpoints.insert(endpoint, anAuditEntry({ accountRef: account.ref }));
    this.directory.forget(account.ref);
    return endpoint;
  }

  /** Creates a secret: the first of a scope is active, a later one pending. Gives its id, key id and text. */
  async createSecret(accountRef: AccountRef, scopeRef: ScopeRef) {
    const id = aPublicId<SecretId>('sec', this.clock.wall());
    const { text, keyId, sealed } = this.keyring.makeSecret(accountRef, scopeRef, id);
    const secret = { id, name: 'a secret', keyId };
    await this.#change(accountRef, scopeRef, { type: 'create', secret, by: AN_ACTOR }, { id, bytes: sealed });
    return { id, keyId, text: text.reveal() };
  }

  async activate(accountRef: AccountRef, scopeRef: ScopeRef, secretId: SecretId): Promise<void> {
    await this.#change(accountRef, scopeRef, {
      type: 'activate',
      secretId,
      overlapSeconds: 0,
      openOverlap: 'refuse',
      hardCut: 'accept',
    });
  }

  /** Stores a secret that something else has sealed, as the account's first. */
  async storeSecret(accountRef: AccountRef, id: SecretId, keyId: KeyId, bytes: Uint8Array): Promise<void> {
    const secret = { id, name: 'a secret', keyId };
    await this.#change(accountRef, accountRef, { type: 'create', secret, by: AN_ACTOR }, { id, bytes });
  }

  async #change(
    accountRef: AccountRef,
    scopeRef: ScopeRef,
    command: KeysetCommand,
    sealed?: { readonly id: SecretId; readonly bytes: Uint8Array },
  ): Promise<void> {
    const namedId = command.type === 'activate' ? command.secretId : undefined;
    const changed = await this.store.keysets.change(
      accountRef,
      scopeRef,
      { ...(namedId === undefined ? {} : { namedId }), ...(sealed === undefined ? {} : { sealed }) },
      (state) => {
        const decided = decideTransition(state, command, this.clock.wall(), 0);
        return decided.ok
          ? ok({ transition: decided.value, audit: [anAuditEntry({ accountRef })] })
          : decided;
      },
    );
    if (!changed.ok) throw new Error(JSON.stringify(changed.error));
    this.keyring.forget(accountRef, 'known');
  }

  /** An event that is not published yet. */
  anEvent(deliveryCount: number, given: EventWishes = {}): Event {
    const { id = this.#ids.makeId('evt', this.clock.wall()), body = '{"n":1}' } = given;
    return {
      ref: this.store.takeRefs(1 + deliveryCount) as EventRef,
      id: id as EventId,
      type: 'invoice.paid',
      contentType: given.contentType ?? 'application/json',
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      acceptedAt: this.clock.wall(),
    };
  }

  /** Publishes one event to endpoints of an account, and gives the refs of its deliveries once it is on disk. */
  async publish(
    account: Account,
    endpoints: readonly Endpoint[],
    given: EventWishes = {},
  ): Promise<readonly DeliveryRef[]> {
    const event = this.anEvent(endpoints.length, given);
    const endpointRefs = endpoints.map((endpoint) => endpoint.ref);
    const result: PublishResult = await this.engine.publish({ accountRef: account.ref, event, endpointRefs });
    if (result !== 'stored') throw new Error(`the event was ${result}`);
    return endpoints.map((_, n) => (event.ref + 1 + n) as DeliveryRef);
  }

  async delivery(account: Account, ref: DeliveryRef): Promise<Delivery> {
    const delivery = await this.store.deliveries.find(account.ref, ref);
    if (delivery === undefined) throw new Error(`there is no delivery ${ref}`);
    return delivery;
  }

  /** Waits until a delivery is as `expected` says. */
  async waitForDelivery(account: Account, ref: DeliveryRef, expected: Partial<Delivery>): Promise<Delivery> {
    return eventually(
      async () => {
        const delivery = await this.delivery(account, ref);
        expect(delivery).toMatchObject(expected);
        return delivery;
      },
      { deadlineMs: 20_000 },
    );
  }

  async attempts(account: Account, ref: DeliveryRef): Promise<readonly Attempt[]> {
    return (await this.store.deliveries.listAttempts(account.ref, ref)) ?? [];
  }
}

/** Verifies a request as its receiver would; throws when the secret did not sign it. */
export async function verifySignature(
  request: ReceivedRequest | undefined,
  secretText: string,
): Promise<void> {
  if (request === undefined) throw new Error('there is no request');
  await createVerifier({ secrets: [secretText] }).verifyBytes(request);
}

/** What tests open, closed after each of them in reverse order. */
export interface Opened {
  engine(wishes?: TestEngineWishes): Promise<TestEngine>;
  receiver(...given: Parameters<typeof Receiver.open>): Promise<Receiver>;
  /** Anything else that wants to be closed. */
  add<T extends { close(): Promise<void> }>(one: T): T;
}

/** Call it at the top of a test file. */
export function closedAfterEach(): Opened {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });
  const add = <T extends { close(): Promise<void> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  return {
    engine: async (wishes) => add(await TestEngine.open(wishes)),
    receiver: async (...given) => add(await Receiver.open(...given)),
    add,
  };
}
