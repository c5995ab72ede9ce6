import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decideTransition, type SecretId } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertAccount, openTestStore, someAudit, type TestStore } from '../test-store.ts';
import { examineSealed } from './examine-sealed.ts';
import { formatMasterKey, type MasterKeys } from './master-keys.ts';
import { openMasterKeys } from './open-master-keys.ts';
import { seal } from './sealer.ts';
import { makeSigningKey } from './secret-maker.ts';
import { Sensitive } from './sensitive.ts';

let test: TestStore;
let source: Parameters<typeof examineSealed>[1];
beforeEach(async () => {
  test = await openTestStore();
  source = { given: undefined, path: join(test.folder, 'master-keys') };
});
afterEach(() => test.remove());

/** Puts the first secret of a new account into the database; `spoil` changes its sealed bytes first. */
async function sealOne(masterKeys: MasterKeys, id: string, spoil: (sealed: Uint8Array) => void = () => {}) {
  const clock = new FakeClock();
  const { ref } = await insertAccount(test.store, clock);
  const { bytes, keyId } = makeSigningKey(randomBytes);
  const secretId = id as SecretId;
  const sealed = seal(masterKeys, { accountRef: ref, scopeRef: ref, secretId }, bytes, randomBytes);
  spoil(sealed);
  const by = { type: 'system', id: 'system', name: 'test' } as const;
  const made = await test.store.keysets.change(
    ref,
    ref,
    { sealed: { id: secretId, bytes: sealed } },
    (state) => {
      const command = { type: 'create', secret: { id: secretId, name: 'first', keyId }, by } as const;
      const decided = decideTransition(state, command, clock.wall(), 0);
      return decided.ok
        ? { ok: true, value: { transition: decided.value, audit: [someAudit(ref)] } }
        : decided;
    },
  );
  expect(made.ok).toBe(true);
}

describe('a look at the sealed secrets', () => {
  it('counts those that the master keys open, and describes those that they do not', async () => {
    const { masterKeys } = await openMasterKeys(test.store, source, randomBytes);
    await sealOne(masterKeys, 'sec_whole');
    await sealOne(masterKeys, 'sec_spoilt', (sealed) => {
      sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
    });
    const examined = await examineSealed(test.store, source);
    expect(examined).toMatchObject({ openedCount: 1, unreadableCount: 1 });
    expect(examined?.unreadable).toEqual([expect.stringContaining('sec_spoilt')]);
  });

  it('makes no master key where there is none', async () => {
    expect(await examineSealed(test.store, source)).toBeUndefined();
    expect(existsSync(source.path)).toBe(false);
  });

  it('refuses a master key of the same name that is another one, even before the first secret', async () => {
    const { masterKeys } = await openMasterKeys(test.store, source, randomBytes);
    const other = formatMasterKey(masterKeys.sealing.id, randomBytes(32));
    const given = { ...source, given: new Sensitive(other) };
    await expect(examineSealed(test.store, given)).rejects.toMatchObject({
      code: 'master_keys_refused',
      message: expect.stringContaining('is not the one that sealed this database'),
    });
  });
});
