import { randomBytes } from 'node:crypto';
import type { SecretId } from '@keyturn/core';
import { makeGate } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { keyringBeforeEach, TEST_MASTER_KEYS } from '../test-keyring.ts';
import { insertAccount, insertEndpoint } from '../test-store.ts';
import type { Keyring } from './keyring.ts';
import { makeKeyring } from './keyset-lease.ts';
import { masterKeyIdOf } from './sealer.ts';

const HOUR_MS = 3600_000;

const test = keyringBeforeEach();

describe('the keyring', () => {
  it('signs unsigned before the first secret, and with it from its creation on', async () => {
    expect((await test.load()).secretIds).toEqual([]);
    const first = await test.create('first');
    expect((await test.load()).secretIds).toEqual([first]);
  });

  it('reads a scope once, and signs from memory until it is forgotten', async () => {
    await test.create('first');
    expect(test.find()).toBeUndefined();
    const loaded = await test.load();
    const readsBefore = test.reads;
    expect(test.find()).toBe(loaded);
    expect(await test.load()).toBe(loaded);
    expect(test.reads).toBe(readsBefore);
    test.keyring.forget(test.account.ref, 'known');
    expect(test.find()).toBeUndefined();
    expect(loaded.isCurrent()).toBe(false);
  });

  it('gives the account one keyset for all endpoints that have no secret of their own', async () => {
    await test.create('first');
    const other = await insertEndpoint(test.store, test.clock, test.account);
    expect(await test.keyring.loadSigners(test.account.ref, other.ref)).toBe(await test.load());
  });

  it('never signs with a pending secret', async () => {
    const first = await test.create('first');
    await test.create('second');
    expect((await test.load()).secretIds).toEqual([first]);
  });

  it('makes no keyset of before current again after it was forgotten', async () => {
    const first = await test.create('first');
    const old = await test.load();
    const second = await test.create('second');
    await test.load();
    await test.activate(second);
    test.keyring.forget(test.account.ref, 'known');
    expect(old.isCurrent()).toBe(false);
    expect((await test.load()).secretIds).toEqual([second]);
    expect(old.secretIds).toEqual([first]);
    expect(old.isCurrent()).toBe(false);
  });

  it('never installs a read that began before the account was forgotten', async () => {
    const first = await test.create('first');
    const second = await test.create('second');
    test.gate = makeGate();
    const loading = test.load();
    // Wait until both reads of the old keyset are made; they hold at the gate.
    while (test.reads < 2) await new Promise((resolve) => setImmediate(resolve));
    await test.activate(second);
    test.keyring.forget(test.account.ref, 'known');
    const held = test.gate;
    test.gate = undefined;
    held.open();
    const signers = await loading;
    expect(signers.secretIds).toEqual([second]);
    expect(test.find()?.secretIds).toEqual([second]);
    expect(signers.secretIds).not.toContain(first);
  });

  it('gives up when the account changes with every read, instead of reading for ever', async () => {
    await test.create('first');
    const { store } = test;
    const restless: Keyring = makeKeyring({
      store: {
        ...store,
        keysets: {
          ...store.keysets,
          findSealed: async (...args) => {
            const sealed = await store.keysets.findSealed(...args);
            restless.forget(test.account.ref, 'known');
            return sealed;
          },
        },
      },
      masterKeys: TEST_MASTER_KEYS,
      clock: test.clock,
      random: randomBytes,
    });
    await expect(restless.loadSigners(test.account.ref, test.endpoint.ref)).rejects.toMatchObject({
      code: 'scope_unsettled',
    });
  });

  it('holds so many accounts and endpoints at most, and forgets the ones that were read first', async () => {
    const { store } = test;
    const small = makeKeyring({
      store,
      masterKeys: TEST_MASTER_KEYS,
      clock: test.clock,
      random: randomBytes,
      accountsMax: 2,
      endpointsMax: 3,
    });
    const made = [];
    for (let n = 0; n < 3; n++) {
      const owner = await insertAccount(store, test.clock);
      made.push({ owner, endpoint: await insertEndpoint(store, test.clock, owner) });
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
      const more = await insertEndpoint(store, test.clock, three.owner);
      await small.loadSigners(three.owner.ref, more.ref);
    }
    expect(small.findSigners(two.owner.ref, two.endpoint.ref)).toBeUndefined();
    expect(small.findSigners(three.owner.ref, three.endpoint.ref)).toBeDefined();
    const again = await small.loadSigners(one.owner.ref, one.endpoint.ref);
    expect(again.isCurrent()).toBe(true);
    expect(small.findSigners(three.owner.ref, three.endpoint.ref)).toBeUndefined();
  });

  it('shares one read among many requests for the same endpoint', async () => {
    await test.create('first');
    const loaded = await Promise.all(Array.from({ length: 50 }, () => test.load()));
    expect(new Set(loaded).size).toBe(1);
    expect(test.reads).toBe(2);
  });
});

describe('a commit whose outcome is not known', () => {
  it('makes what is read within the next minute last a second, then a keyset lasts again', async () => {
    await test.create('first');
    test.keyring.forget(test.account.ref, 'unknown');
    const soon = await test.load();
    expect(soon.isCurrent()).toBe(true);
    expect(test.find()).toBe(soon);
    test.clock.advance(1000);
    expect(soon.isCurrent()).toBe(false);
    expect(test.find()).toBeUndefined();
    test.clock.advance(60_000);
    const later = await test.load();
    test.clock.advance(24 * HOUR_MS);
    expect(later.isCurrent()).toBe(true);
  });
});

describe('a new secret', () => {
  it('is 32 random bytes as whsec_ text, sealed for its place, and not kept', async () => {
    const made = test.keyring.makeSecret(test.account.ref, test.account.ref, 'sec_x' as SecretId);
    const text = made.text.reveal();
    expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(Buffer.from(text.slice(6), 'base64')).toHaveLength(32);
    expect(made.keyId).toMatch(/^[A-Z2-7]{10}$/);
    expect(masterKeyIdOf(made.sealed)).toBe('mk-1');
    const other = test.keyring.makeSecret(test.account.ref, test.account.ref, 'sec_x' as SecretId);
    expect(other.text.reveal()).not.toBe(text);
    expect(JSON.stringify(made)).not.toContain(text.slice(6));
  });
});
