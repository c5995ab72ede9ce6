import { randomBytes } from 'node:crypto';
import {
  type AccountRef,
  addMs,
  decideTransition,
  type EndpointRef,
  type KeyId,
  type KeysetCommand,
  type ScopeRef,
  type SecretId,
  type Transition,
} from '@keyturn/core';
import type { Account, Endpoint, SealedKeyset } from '@keyturn/store';
import { FakeClock, type Gate, makeGate } from '@keyturn/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertAccount, insertEndpoint, openTestStore, someAudit, type TestStore } from '../test-store.ts';
import type { Keyring, SigningKeyset } from './keyring.ts';
import { KeyringError } from './keyring-error.ts';
import { makeKeyring } from './keyset-lease.ts';
import { formatMasterKey, parseMasterKeys } from './master-keys.ts';
import { masterKeyIdOf } from './sealer.ts';

const by = { type: 'system', id: 'system', name: 'test' } as const;
const HOUR_MS = 3600_000;

const masterKeys = parseMasterKeys(formatMasterKey('mk-1', randomBytes(32)), 'test');

let test: TestStore;
let clock: FakeClock;
let keyring: Keyring;
let account: Account;
let endpoint: Endpoint;
/** Reads of sealed keysets wait for it, when it is set; each is counted. */
let gate: Gate | undefined;
let reads = 0;

beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.remove());
beforeEach(async () => {
  clock = new FakeClock();
  gate = undefined;
  reads = 0;
  const { store } = test;
  keyring = makeKeyring({
    store: {
      accounts: store.accounts,
      endpoints: store.endpoints,
      keysets: {
        ...store.keysets,
        // A slow database: what it read is old by the time it answers.
        findSealed: async (...args) => {
          reads++;
          const sealed = await store.keysets.findSealed(...args);
          await gate?.opened;
          return sealed;
        },
      },
    },
    masterKeys,
    clock,
    random: randomBytes,
  });
  account = await insertAccount(store, clock);
  endpoint = await insertEndpoint(store, clock, account);
});

/** What an operation does: a transition, committed; forgetting is the test's to do. */
async function commit(
  scopeRef: ScopeRef,
  command: KeysetCommand,
  sealed?: { id: SecretId; bytes: Uint8Array },
): Promise<Transition> {
  const input = sealed === undefined ? {} : { sealed };
  const changed = await test.store.keysets.change(account.ref, scopeRef, input, (state) => {
    const decided = decideTransition(state, command, clock.wall(), 0);
    return decided.ok
      ? { ok: true, value: { transition: decided.value, audit: [someAudit(account.ref)] } }
      : decided;
  });
  if (!changed.ok) throw new Error(`refused: ${changed.error.code}`);
  return changed.value;
}

async function create(name: string, scopeRef: ScopeRef = account.ref): Promise<SecretId> {
  const id = `sec_${account.ref}${name}` as SecretId;
  const made = keyring.makeSecret(account.ref, scopeRef, id);
  const command = { type: 'create', secret: { id, name, keyId: made.keyId }, by } as const;
  await commit(scopeRef, command, { id, bytes: made.sealed });
  keyring.forget(account.ref, 'known');
  return id;
}

async function activate(
  secretId: SecretId,
  overlapSeconds = 0,
  scopeRef: ScopeRef = account.ref,
): Promise<void> {
  const options = { openOverlap: 'refuse', hardCut: 'accept' } as const;
  await commit(scopeRef, { type: 'activate', secretId, overlapSeconds, ...options });
}

function load(): Promise<SigningKeyset> {
  return keyring.loadSigners(account.ref, endpoint.ref);
}
function find(): SigningKeyset | undefined {
  return keyring.findSigners(account.ref, endpoint.ref);
}

describe('the keyring', () => {
  it('signs unsigned before the first secret, and with it from its creation on', async () => {
    expect((await load()).secretIds).toEqual([]);
    const first = await create('first');
    expect((await load()).secretIds).toEqual([first]);
  });

  it('reads a scope once, and signs from memory until it is forgotten', async () => {
    await create('first');
    expect(find()).toBeUndefined();
    const loaded = await load();
    const readsBefore = reads;
    expect(find()).toBe(loaded);
    expect(await load()).toBe(loaded);
    expect(reads).toBe(readsBefore);
    keyring.forget(account.ref, 'known');
    expect(find()).toBeUndefined();
    expect(loaded.isCurrent()).toBe(false);
  });

  it('gives the account one keyset for all endpoints that have no secret of their own', async () => {
    await create('first');
    const other = await insertEndpoint(test.store, clock, account);
    expect(await keyring.loadSigners(account.ref, other.ref)).toBe(await load());
  });

  it('never signs with a pending secret', async () => {
    const first = await create('first');
    await create('second');
    expect((await load()).secretIds).toEqual([first]);
  });

  it('makes no keyset of before current again after it was forgotten', async () => {
    const first = await create('first');
    const old = await load();
    const second = await create('second');
    await load();
    await activate(second);
    keyring.forget(account.ref, 'known');
    expect(old.isCurrent()).toBe(false);
    expect((await load()).secretIds).toEqual([second]);
    expect(old.secretIds).toEqual([first]);
    expect(old.isCurrent()).toBe(false);
  });

  it('never installs a read that began before the account was forgotten', async () => {
    const first = await create('first');
    const second = await create('second');
    gate = makeGate();
    const loading = load();
    // Wait until both reads of the old keyset are made; they hold at the gate.
    while (reads < 2) await new Promise((resolve) => setImmediate(resolve));
    await activate(second);
    keyring.forget(account.ref, 'known');
    const held = gate;
    gate = undefined;
    held.open();
    const signers = await loading;
    expect(signers.secretIds).toEqual([second]);
    expect(find()?.secretIds).toEqual([second]);
    expect(signers.secretIds).not.toContain(first);
  });

  it('gives up when the account changes with every read, instead of reading for ever', async () => {
    await create('first');
    const { store } = test;
    const restless: Keyring = makeKeyring({
      store: {
        ...store,
        keysets: {
          ...store.keysets,
          findSealed: async (...args) => {
            const sealed = await store.keysets.findSealed(...args);
            restless.forget(account.ref, 'known');
            return sealed;
          },
        },
      },
      masterKeys,
      clock,
      random: randomBytes,
    });
    await expect(restless.loadSigners(account.ref, endpoint.ref)).rejects.toMatchObject({
      code: 'scope_unsettled',
    });
  });

  it('holds so many accounts and endpoints at most, and forgets the ones that were read first', async () => {
    const { store } = test;
    const small = makeKeyring({
      store,
      masterKeys,
      clock,
      random: randomBytes,
      accountsMax: 2,
      endpointsMax: 3,
    });
    const made = [];
    for (let n = 0; n < 3; n++) {
      const owner = await insertAccount(store, clock);
      made.push({ owner, endpoint: await insertEndpoint(store, clock, owner) });
    }
    const [one, two, three] = made;
    if (one === undefined || two === undefined || three === undefined) throw new Error('not made');
    const first = await small.loadSigners(one.owner.ref, one.endpoint.ref);
    await small.loadSigners(two.owner.ref, two.endpoint.ref);
    expect(first.isCurrent()).toBe(true);
    await small.loadSigners(three.owner.ref, three.endpoint.ref);
    expect(small.findSigners(one.owner.ref, one.endpoint.ref)).toBeUndefined();
    // What was given out cannot be told of a change any more, and so is over.
    expect(first.isCurrent()).toBe(false);

    for (let n = 0; n < 2; n++) {
      const more = await insertEndpoint(store, clock, three.owner);
      await small.loadSigners(three.owner.ref, more.ref);
    }
    expect(small.findSigners(two.owner.ref, two.endpoint.ref)).toBeUndefined();
    expect(small.findSigners(three.owner.ref, three.endpoint.ref)).toBeDefined();
    const again = await small.loadSigners(one.owner.ref, one.endpoint.ref);
    expect(again.isCurrent()).toBe(true);
    expect(small.findSigners(three.owner.ref, three.endpoint.ref)).toBeUndefined();
  });

  it('shares one read among many requests for the same endpoint', async () => {
    await create('first');
    const loaded = await Promise.all(Array.from({ length: 50 }, load));
    expect(new Set(loaded).size).toBe(1);
    expect(reads).toBe(2);
  });
});

describe('an overlap', () => {
  let first: SecretId;
  let second: SecretId;
  beforeEach(async () => {
    first = await create('first');
    second = await create('second');
    await activate(second, 3600);
    keyring.forget(account.ref, 'known');
  });

  it('co-signs until its end, active first, and ends on time without a read', async () => {
    const during = await load();
    expect(during.secretIds).toEqual([second, first]);
    expect(during.keyIds).toHaveLength(2);
    const readsBefore = reads;
    clock.advance(HOUR_MS - 1);
    expect(during.isCurrent()).toBe(true);
    expect(find()).toBe(during);
    clock.advance(1);
    expect(during.isCurrent()).toBe(false);
    expect(find()?.secretIds).toEqual([second]);
    expect(reads).toBe(readsBefore);
  });

  it('ends on time although the wall clock was set back', async () => {
    const during = await load();
    clock.jumpWall(-2 * HOUR_MS);
    clock.advance(HOUR_MS);
    expect(during.isCurrent()).toBe(false);
    expect(find()?.secretIds).toEqual([second]);
  });

  it('ends on time although the monotonic clock stood still, as in a suspended machine', async () => {
    const during = await load();
    clock.jumpWall(HOUR_MS);
    expect(during.isCurrent()).toBe(false);
    expect(find()?.secretIds).toEqual([second]);
  });

  it('ends when it is ended early, and lasts longer when it is extended', async () => {
    const during = await load();
    await commit(account.ref, {
      type: 'retire',
      secretId: first,
      retireAt: addMs(clock.wall(), 2 * HOUR_MS),
    });
    keyring.forget(account.ref, 'known');
    expect(during.isCurrent()).toBe(false);
    clock.advance(HOUR_MS);
    expect((await load()).secretIds).toEqual([second, first]);
    await commit(account.ref, { type: 'retire', secretId: first, retireAt: clock.wall() });
    keyring.forget(account.ref, 'known');
    expect((await load()).secretIds).toEqual([second]);
  });
});

describe("an endpoint's own secret", () => {
  it("co-signs with the account's active secret, whichever that is, until its inheritance ends", async () => {
    const first = await create('first');
    const own = await create('own', endpoint.ref);
    expect((await load()).secretIds).toEqual([first]);
    await activate(own, 3600, endpoint.ref);
    keyring.forget(account.ref, 'known');
    const during = await load();
    expect(during.secretIds).toEqual([own, first]);

    const second = await create('second');
    await activate(second);
    keyring.forget(account.ref, 'known');
    expect(during.isCurrent()).toBe(false);
    const after = await load();
    expect(after.secretIds).toEqual([own, second]);
    clock.advance(HOUR_MS);
    expect(after.isCurrent()).toBe(false);
    expect(find()?.secretIds).toEqual([own]);
  });

  it('leaves the other endpoints with the account', async () => {
    const first = await create('first');
    const own = await create('own', endpoint.ref);
    await activate(own, 0, endpoint.ref);
    keyring.forget(account.ref, 'known');
    const other = await insertEndpoint(test.store, clock, account);
    expect((await load()).secretIds).toEqual([own]);
    expect((await keyring.loadSigners(account.ref, other.ref)).secretIds).toEqual([first]);
  });
});

describe('a scope that cannot sign', () => {
  /** A keyring whose database gives another row than the one that was written. */
  function keyringReading(change: (sealed: SealedKeyset) => SealedKeyset): Keyring {
    const { store } = test;
    return makeKeyring({
      store: {
        ...store,
        keysets: {
          ...store.keysets,
          findSealed: async (...args) => {
            const sealed = await store.keysets.findSealed(...args);
            return sealed === undefined ? undefined : change(sealed);
          },
        },
      },
      masterKeys,
      clock,
      random: randomBytes,
    });
  }

  it.each<[string, (sealed: SealedKeyset) => SealedKeyset]>([
    [
      'has a changed bit',
      ({ keyset, sealedById }) => ({
        keyset,
        sealedById: new Map(
          [...sealedById].map(([id, bytes]) => [
            id,
            Uint8Array.from(bytes, (byte, at) => (at === 90 ? byte ^ 1 : byte)),
          ]),
        ),
      }),
    ],
    ['lost its bytes', ({ keyset }) => ({ keyset, sealedById: new Map() })],
    [
      'stands beside another key id',
      ({ keyset, sealedById }) => ({
        keyset: {
          ...keyset,
          secrets: keyset.secrets.map((secret) => ({ ...secret, keyId: 'AAAAAAAAAA' as KeyId })),
        },
        sealedById,
      }),
    ],
  ])('is blocked, never unsigned, when its sealed secret %s', async (_, change) => {
    await create('first');
    expect((await load()).secretIds).toHaveLength(1);
    const misled = keyringReading(change);
    await expect(misled.loadSigners(account.ref, endpoint.ref)).rejects.toMatchObject({
      code: 'sealed_unreadable',
    });
    expect(misled.findSigners(account.ref, endpoint.ref)).toBeUndefined();
  });

  it('is closed, not unsigned, when its account was closed before it had a secret', async () => {
    await test.store.accounts.close(account.ref, clock.wall(), someAudit(account.ref));
    await expect(load()).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed when its endpoint is deleted', async () => {
    await create('first');
    const before = await load();
    await test.store.endpoints.delete(account.ref, endpoint.ref, clock.wall(), someAudit(account.ref));
    keyring.forget(account.ref, 'known');
    expect(before.isCurrent()).toBe(false);
    await expect(load()).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed, not unsigned again, when its account is closed', async () => {
    await create('first');
    await load();
    await test.store.accounts.close(account.ref, clock.wall(), someAudit(account.ref));
    keyring.forget(account.ref, 'known');
    await expect(load()).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed, not unsigned, when its account is closed between the two reads of it', async () => {
    await create('first');
    const { store } = test;
    await store.accounts.close(account.ref, clock.wall(), someAudit(account.ref));
    const torn = makeKeyring({
      // The rows of before, the secrets of after.
      store: {
        keysets: store.keysets,
        accounts: { ...store.accounts, findByRef: async () => account },
        endpoints: { ...store.endpoints, findByRef: async () => endpoint },
      },
      masterKeys,
      clock,
      random: randomBytes,
    });
    await expect(torn.loadSigners(account.ref, endpoint.ref)).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed when there is no such account or endpoint', async () => {
    await expect(keyring.loadSigners(99_999 as AccountRef, endpoint.ref)).rejects.toBeInstanceOf(
      KeyringError,
    );
    await expect(keyring.loadSigners(account.ref, 99_999 as EndpointRef)).rejects.toBeInstanceOf(
      KeyringError,
    );
    const stranger = await insertAccount(test.store, clock);
    await expect(keyring.loadSigners(stranger.ref, endpoint.ref)).rejects.toMatchObject({
      code: 'scope_closed',
    });
  });
});

describe('a commit whose outcome is not known', () => {
  it('makes what is read within the next minute last a second, then a keyset lasts again', async () => {
    await create('first');
    keyring.forget(account.ref, 'unknown');
    const soon = await load();
    expect(soon.isCurrent()).toBe(true);
    expect(find()).toBe(soon);
    clock.advance(1000);
    expect(soon.isCurrent()).toBe(false);
    expect(find()).toBeUndefined();
    clock.advance(60_000);
    const later = await load();
    clock.advance(24 * HOUR_MS);
    expect(later.isCurrent()).toBe(true);
  });
});

describe('a new secret', () => {
  it('is 32 random bytes as whsec_ text, sealed for its place, and not kept', async () => {
    const made = keyring.makeSecret(account.ref, account.ref, 'sec_x' as SecretId);
    const text = made.text.reveal();
    expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(text.slice(6), 'base64')).toHaveLength(32);
    expect(made.keyId).toMatch(/^[A-Z2-7]{10}$/);
    expect(masterKeyIdOf(made.sealed)).toBe('mk-1');
    const other = keyring.makeSecret(account.ref, account.ref, 'sec_x' as SecretId);
    expect(other.text.reveal()).not.toBe(text);
    expect(JSON.stringify(made)).not.toContain(text.slice(6));
  });
});
