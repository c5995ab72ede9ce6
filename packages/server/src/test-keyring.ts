/** For tests: a keyring on a real embedded database, an account with an endpoint, and the transitions that operations make. */
import { randomBytes } from 'node:crypto';
import {
  decideTransition,
  type KeysetCommand,
  type ScopeRef,
  type SecretId,
  type Transition,
} from '@keyturn/core';
import type { Account, Endpoint, Store } from '@keyturn/store';
import { FakeClock, type Gate } from '@keyturn/testkit';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Keyring, SigningKeyset } from './keyring/keyring.ts';
import { makeKeyring } from './keyring/keyset-lease.ts';
import { formatMasterKey, parseMasterKeys } from './keyring/master-keys.ts';
import { insertAccount, insertEndpoint, openTestStore, someAudit, type TestStore } from './test-store.ts';

export const TEST_MASTER_KEYS = parseMasterKeys(formatMasterKey('mk-1', randomBytes(32)), 'test');

const by = { type: 'system', id: 'system', name: 'test' } as const;

/** Call it at the top of a test file: everything but the database is new for each test. */
export function keyringBeforeEach(): TestKeyring {
  const test = new TestKeyring();
  let database: TestStore | undefined;
  beforeAll(async () => {
    database = await openTestStore();
    test.store = database.store;
  });
  afterAll(() => database?.remove());
  beforeEach(() => test.renew());
  return test;
}

/** The keyring under test and what it stands on. */
export class TestKeyring {
  declare store: Store;
  declare clock: FakeClock;
  declare keyring: Keyring;
  declare account: Account;
  declare endpoint: Endpoint;
  /** Reads of sealed keysets wait for it, when it is set; each is counted. */
  gate: Gate | undefined;
  reads = 0;

  async renew(): Promise<void> {
    this.clock = new FakeClock();
    this.gate = undefined;
    this.reads = 0;
    const { store } = this;
    this.keyring = makeKeyring({
      store: {
        accounts: store.accounts,
        endpoints: store.endpoints,
        keysets: {
          ...store.keysets,
          // A slow database: what it read is old by the time it answers.
          findSealed: async (...args) => {
            this.reads++;
            const sealed = await store.keysets.findSealed(...args);
            await this.gate?.opened;
            return sealed;
          },
        },
      },
      masterKeys: TEST_MASTER_KEYS,
      clock: this.clock,
      random: randomBytes,
    });
    this.account = await insertAccount(store, this.clock);
    this.endpoint = await insertEndpoint(store, this.clock, this.account);
  }

  /** What an operation does: a transition, committed; forgetting is the test's to do. */
  async commit(
    scopeRef: ScopeRef,
    command: KeysetCommand,
    sealed?: { readonly id: SecretId; readonly bytes: Uint8Array },
  ): Promise<Transition> {
    const { ref } = this.account;
    const input = sealed === undefined ? {} : { sealed };
    const changed = await this.store.keysets.change(ref, scopeRef, input, (state) => {
      const decided = decideTransition(state, command, this.clock.wall(), 0);
      return decided.ok
        ? { ok: true, value: { transition: decided.value, audit: [someAudit(ref)] } }
        : decided;
    });
    if (!changed.ok) throw new Error(`refused: ${changed.error.code}`);
    return changed.value;
  }

  async create(name: string, scopeRef: ScopeRef = this.account.ref): Promise<SecretId> {
    const { ref } = this.account;
    const id = `sec_${ref}${name}` as SecretId;
    const made = this.keyring.makeSecret(ref, scopeRef, id);
    const command = { type: 'create', secret: { id, name, keyId: made.keyId }, by } as const;
    await this.commit(scopeRef, command, { id, bytes: made.sealed });
    this.keyring.forget(ref, 'known');
    return id;
  }

  async activate(
    secretId: SecretId,
    overlapSeconds = 0,
    scopeRef: ScopeRef = this.account.ref,
  ): Promise<void> {
    const options = { openOverlap: 'refuse', hardCut: 'accept' } as const;
    await this.commit(scopeRef, { type: 'activate', secretId, overlapSeconds, ...options });
  }

  load(): Promise<SigningKeyset> {
    return this.keyring.loadSigners(this.account.ref, this.endpoint.ref);
  }

  find(): SigningKeyset | undefined {
    return this.keyring.findSigners(this.account.ref, this.endpoint.ref);
  }
}
