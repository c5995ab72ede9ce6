import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decideTransition, type SecretId } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { insertAccount, openTestStore, someAudit, type TestStore } from '../test-store.ts';
import { formatMasterKey, type MasterKeys } from './master-keys.ts';
import { openMasterKeys } from './open-master-keys.ts';
import { seal } from './sealer.ts';
import { makeSigningKey } from './secret-maker.ts';
import { Sensitive } from './sensitive.ts';

let test: TestStore;
let path = '';
beforeEach(async () => {
  test = await openTestStore();
  path = join(test.folder, 'master-keys');
});
afterEach(() => test.remove());

function openWith(given?: string): ReturnType<typeof openMasterKeys> {
  return openMasterKeys(
    test.store,
    { given: given === undefined ? undefined : new Sensitive(given), path },
    randomBytes,
  );
}

function masterKey(id: string): string {
  return formatMasterKey(id, randomBytes(32));
}

/** Puts a secret into the database, sealed under these master keys. */
async function sealOne(masterKeys: MasterKeys): Promise<void> {
  const { store } = test;
  const clock = new FakeClock();
  const { ref } = await insertAccount(store, clock);
  const id = 'sec_sealed' as SecretId;
  const { bytes, keyId } = makeSigningKey(randomBytes);
  const sealed = seal(masterKeys, { accountRef: ref, scopeRef: ref, secretId: id }, bytes, randomBytes);
  const by = { type: 'system', id: 'system', name: 'test' } as const;
  const made = await store.keysets.change(ref, ref, { sealed: { id, bytes: sealed } }, (state) => {
    const command = { type: 'create', secret: { id, name: 'first', keyId }, by } as const;
    const decided = decideTransition(state, command, clock.wall(), 0);
    return decided.ok ? { ok: true, value: { transition: decided.value, audit: [someAudit(ref)] } } : decided;
  });
  expect(made.ok).toBe(true);
}

describe('master keys at process start', () => {
  it('are made at the first start, in a file that only its owner can read, and read again at the next', async () => {
    const first = await openWith();
    expect(first.madeFile).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const again = await openWith();
    expect(again.madeFile).toBeUndefined();
    expect(again.masterKeys.sealing.id).toBe(first.masterKeys.sealing.id);
    expect(again.masterKeys.sealing.key.equals(first.masterKeys.sealing.key)).toBe(true);
  });

  it('have an id of their own in each installation', async () => {
    const first = await openWith();
    const other = await openTestStore();
    try {
      const elsewhere = { given: undefined, path: join(other.folder, 'master-keys') };
      const second = await openMasterKeys(other.store, elsewhere, randomBytes);
      expect(second.masterKeys.sealing.id).not.toBe(first.masterKeys.sealing.id);
    } finally {
      await other.remove();
    }
  });

  it('are not made when they are given', async () => {
    const { masterKeys } = await openWith(masterKey('mk-env'));
    expect(masterKeys.sealing.id).toBe('mk-env');
    expect(existsSync(path)).toBe(false);
  });

  it('are refused when the file is gone that sealed this database, and no other is made', async () => {
    await openWith();
    rmSync(path);
    await expect(openWith()).rejects.toThrow(/master key file .* is missing.*restore the file/);
    expect(existsSync(path)).toBe(false);
  });

  it('are refused when a key is another than the one of its id that sealed this database', async () => {
    await openWith(masterKey('mk-1'));
    await expect(openWith(masterKey('mk-1'))).rejects.toThrow(
      /mk-1 is not the one that sealed this database/,
    );
  });

  it('are refused when the file holds another key', async () => {
    await openWith();
    const id = readFileSync(path, 'utf8').match(/^(mk-\w+):/m)?.[1] ?? '';
    writeFileSync(path, masterKey(id));
    await expect(openWith()).rejects.toMatchObject({ code: 'master_keys_refused' });
  });

  it('are refused without the key that sealed a secret which is still there, and nothing is recorded', async () => {
    const old = masterKey('mk-old');
    await sealOne((await openWith(old)).masterKeys);
    await expect(openWith(masterKey('mk-new'))).rejects.toThrow(
      /sealed under the master key mk-old, which is not given/,
    );
    expect(await test.store.instance.find('master_key_checks')).not.toContain('mk-new');
  });

  it('may be joined by a new one in front, and the old one may go when nothing is sealed under it', async () => {
    const old = masterKey('mk-old');
    const next = masterKey('mk-new');
    await openWith(old);
    expect((await openWith(`${next},${old}`)).masterKeys.sealing.id).toBe('mk-new');
    expect((await openWith(next)).masterKeys.byId.size).toBe(1);
    // Forgotten for good: another key may have that id one day.
    await openWith(`${next},${masterKey('mk-old')}`);
  });

  it('leave nothing in the database from which a key could be told', async () => {
    const bytes = randomBytes(32);
    await openWith(formatMasterKey('mk-1', bytes));
    const fact = (await test.store.instance.find('master_key_checks')) ?? '';
    expect(fact).toContain('mk-1');
    expect(fact).not.toContain(bytes.toString('base64').slice(0, 12));
  });

  it('are refused when others can read the file', async () => {
    writeFileSync(path, masterKey('mk-1'), { mode: 0o644 });
    await expect(openWith()).rejects.toMatchObject({
      code: 'master_keys_refused',
      message: expect.stringContaining(`chmod 600 ${path}`),
    });
  });
});
