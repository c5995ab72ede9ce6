import { randomBytes } from 'node:crypto';
import type { AccountRef, EndpointRef, KeyId } from '@keyturn/core';
import type { SealedKeyset } from '@keyturn/store';
import { describe, expect, it } from 'vitest';
import { keyringBeforeEach, TEST_MASTER_KEYS } from '../test-keyring.ts';
import { insertAccount, someAudit } from '../test-store.ts';
import type { Keyring } from './keyring.ts';
import { KeyringError } from './keyring-error.ts';
import { makeKeyring } from './keyset-lease.ts';

const test = keyringBeforeEach();

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
      masterKeys: TEST_MASTER_KEYS,
      clock: test.clock,
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
    await test.create('first');
    expect((await test.load()).secretIds).toHaveLength(1);
    const misled = keyringReading(change);
    await expect(misled.loadSigners(test.account.ref, test.endpoint.ref)).rejects.toMatchObject({
      code: 'sealed_unreadable',
    });
    expect(misled.findSigners(test.account.ref, test.endpoint.ref)).toBeUndefined();
  });

  it('is closed, not unsigned, when its account was closed before it had a secret', async () => {
    await test.store.accounts.close(test.account.ref, test.clock.wall(), someAudit(test.account.ref));
    await expect(test.load()).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed when its endpoint is deleted', async () => {
    await test.create('first');
    const before = await test.load();
    await test.store.endpoints.delete(
      test.account.ref,
      test.endpoint.ref,
      test.clock.wall(),
      someAudit(test.account.ref),
    );
    test.keyring.forget(test.account.ref, 'known');
    expect(before.isCurrent()).toBe(false);
    await expect(test.load()).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed, not unsigned again, when its account is closed', async () => {
    await test.create('first');
    await test.load();
    await test.store.accounts.close(test.account.ref, test.clock.wall(), someAudit(test.account.ref));
    test.keyring.forget(test.account.ref, 'known');
    await expect(test.load()).rejects.toMatchObject({ code: 'scope_closed' });
  });

  it('is closed, not unsigned, when its account is closed between the two reads of it', async () => {
    await test.create('first');
    const { store } = test;
    await store.accounts.close(test.account.ref, test.clock.wall(), someAudit(test.account.ref));
    const torn = makeKeyring({
      // The rows of before, the secrets of after.
      store: {
        keysets: store.keysets,
        accounts: { ...store.accounts, findByRef: async () => test.account },
        endpoints: { ...store.endpoints, findByRef: async () => test.endpoint },
      },
      masterKeys: TEST_MASTER_KEYS,
      clock: test.clock,
      random: randomBytes,
    });
    await expect(torn.loadSigners(test.account.ref, test.endpoint.ref)).rejects.toMatchObject({
      code: 'scope_closed',
    });
  });

  it('is closed when there is no such account or endpoint', async () => {
    await expect(test.keyring.loadSigners(99_999 as AccountRef, test.endpoint.ref)).rejects.toBeInstanceOf(
      KeyringError,
    );
    await expect(test.keyring.loadSigners(test.account.ref, 99_999 as EndpointRef)).rejects.toBeInstanceOf(
      KeyringError,
    );
    const stranger = await insertAccount(test.store, test.clock);
    await expect(test.keyring.loadSigners(stranger.ref, test.endpoint.ref)).rejects.toMatchObject({
      code: 'scope_closed',
    });
  });
});
