import type { AccountId, AccountRef } from '@keyturn/core';
import type { Account } from '@keyturn/store';
import { anAuditEntry, makeGate } from '@keyturn/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AccountDirectoryOptions, makeAccountDirectory } from './account-directory.ts';
import { TestEngine } from './test-engine.ts';

const URL = 'https://receiver.example/hooks';

let test: TestEngine;
beforeEach(async () => {
  test = await TestEngine.open();
});
afterEach(() => test.close());

/** A directory of its own, whose reads of endpoints can be held up. */
function aDirectory(given: Partial<AccountDirectoryOptions> = {}) {
  const reads = { count: 0, before: async () => {} };
  const { store } = test;
  const endpoints = {
    ...store.endpoints,
    listAll: async (ref: AccountRef) => {
      reads.count++;
      const found = await store.endpoints.listAll(ref);
      await reads.before();
      return found;
    },
  };
  return {
    reads,
    directory: makeAccountDirectory({ store: { accounts: store.accounts, endpoints }, ...given }),
  };
}

describe('the account directory', () => {
  it('gives an account with its endpoints in creation order, from memory after the first read', async () => {
    const { directory, reads } = aDirectory();
    const account = await test.addAccount('no_secret');
    const first = await test.addEndpoint(account, URL);
    const second = await test.addEndpoint(account, URL);
    expect(directory.find(account.id)).toBeUndefined();
    const entry = await directory.load(account.id);
    expect(entry?.endpoints.map((endpoint) => endpoint.ref)).toEqual([first.ref, second.ref]);
    expect(entry?.endpointByRef.get(second.ref)?.id).toBe(second.id);
    expect(directory.find(account.id)).toBe(entry);
    expect(directory.findByRef(account.ref)).toBe(entry);
    expect(await directory.loadByRef(account.ref)).toBe(entry);
    expect(reads.count).toBe(1);
  });

  it('knows no account that does not exist or is closed', async () => {
    const { directory } = aDirectory();
    expect(await directory.load('acc_none' as AccountId)).toBeUndefined();
    expect(await directory.loadByRef(999_999 as AccountRef)).toBeUndefined();
    const account = await test.addAccount('no_secret');
    await test.store.accounts.close(
      account.ref,
      test.clock.wall(),
      anAuditEntry({ accountRef: account.ref }),
    );
    expect(await directory.load(account.id)).toBeUndefined();
  });

  it('joins readers of one account', async () => {
    const { directory, reads } = aDirectory();
    const account = await test.addAccount('no_secret');
    const [one, other] = await Promise.all([directory.load(account.id), directory.load(account.id)]);
    expect(one).toBe(other);
    expect(reads.count).toBe(1);
  });

  it('shows a change after it was told to forget', async () => {
    const { directory } = aDirectory();
    const account = await test.addAccount('no_secret');
    await directory.load(account.id);
    await test.addEndpoint(account, URL);
    expect(directory.find(account.id)?.endpoints).toHaveLength(0);
    directory.forget(account.ref);
    expect(directory.find(account.id)).toBeUndefined();
    expect((await directory.load(account.id))?.endpoints).toHaveLength(1);
  });

  it.each(['by id', 'by ref'])('keeps nothing of a read that a change overtook (%s)', async (how) => {
    const { directory, reads } = aDirectory();
    const account = await test.addAccount('no_secret');
    const load = (given: Account) =>
      how === 'by id' ? directory.load(given.id) : directory.loadByRef(given.ref);
    const gate = makeGate();
    const reading = makeGate();
    reads.before = async () => {
      reading.open();
      await gate.opened;
    };
    const overtaken = load(account);
    await reading.opened;
    await test.addEndpoint(account, URL);
    directory.forget(account.ref);
    reads.before = async () => {};
    // Whoever asks now joins no read that began before the change.
    expect((await load(account))?.endpoints).toHaveLength(1);
    gate.open();
    await overtaken;
    expect(directory.find(account.id)?.endpoints).toHaveLength(1);
  });

  it('drops accounts that were not used lately, and keeps within both bounds', async () => {
    const { directory } = aDirectory({ accountsMax: 3, endpointsMax: 4 });
    const accounts: Account[] = [];
    for (let n = 0; n < 4; n++) accounts.push(await test.addAccount('no_secret'));
    const [a, b, c, d] = accounts as [Account, Account, Account, Account];
    const known = () => accounts.map((account) => directory.find(account.id) !== undefined);
    for (const account of [a, b, c]) await directory.load(account.id);
    await directory.load(d.id);
    expect(known().filter(Boolean)).toHaveLength(3);
    // With endpoints: three of one account and two of another are more than four.
    for (const account of accounts) directory.forget(account.ref);
    for (let n = 0; n < 3; n++) await test.addEndpoint(a, URL);
    for (let n = 0; n < 2; n++) await test.addEndpoint(b, URL);
    await directory.load(a.id);
    await directory.load(b.id);
    expect(known()).toEqual([false, true, false, false]);
  });

  it('spares the account that is in use', async () => {
    const { directory } = aDirectory({ accountsMax: 2 });
    const used = await test.addAccount('no_secret');
    await directory.load(used.id);
    for (let n = 0; n < 5; n++) {
      directory.find(used.id);
      await directory.load((await test.addAccount('no_secret')).id);
    }
    expect(directory.find(used.id)).toBeDefined();
  });
});
