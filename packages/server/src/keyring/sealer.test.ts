import { randomBytes } from 'node:crypto';
import type { AccountRef, EndpointRef, SecretId } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { KeyringError } from './keyring-error.ts';
import { formatMasterKey, type MasterKeys, parseMasterKeys } from './master-keys.ts';
import { masterKeyIdOf, open, type SealedPlace, seal } from './sealer.ts';

const place: SealedPlace = {
  accountRef: 7 as AccountRef,
  scopeRef: 9 as EndpointRef,
  secretId: 'sec_A' as SecretId,
};
const secret = Buffer.from('a signing key of 32 bytes, no less');
const masterKeys = someMasterKeys('mk-1');

function someMasterKeys(...ids: string[]): MasterKeys {
  return parseMasterKeys(ids.map((id) => formatMasterKey(id, randomBytes(32))).join(','), 'test');
}

function checkRefused(keys: MasterKeys, at: SealedPlace, sealed: Uint8Array): void {
  try {
    open(keys, at, sealed);
  } catch (error) {
    expect(error).toBeInstanceOf(KeyringError);
    expect((error as KeyringError).code).toBe('sealed_unreadable');
    return;
  }
  throw new Error('it opened');
}

describe('a sealed secret', () => {
  it('opens where it was sealed, under the master key that sealed it', () => {
    const sealed = seal(masterKeys, place, secret, randomBytes);
    expect(open(masterKeys, place, sealed)).toEqual(secret);
    expect(masterKeyIdOf(sealed)).toBe('mk-1');
  });

  it('still opens when a new master key seals and the former one stands behind it', () => {
    const sealed = seal(masterKeys, place, secret, randomBytes);
    const [next] = [...someMasterKeys('mk-2').byId.values()];
    if (next === undefined) throw new Error('no key');
    const both: MasterKeys = { sealing: next, byId: new Map([...masterKeys.byId, [next.id, next]]) };
    expect(open(both, place, sealed)).toEqual(secret);
    expect(masterKeyIdOf(seal(both, place, secret, randomBytes))).toBe('mk-2');
  });

  it('does not hold the secret, and never looks the same twice', () => {
    const first = Buffer.from(seal(masterKeys, place, secret, randomBytes));
    expect(first.includes(secret)).toBe(false);
    expect(first.equals(seal(masterKeys, place, secret, randomBytes))).toBe(false);
  });

  it.each([
    ['another account', { ...place, accountRef: 8 as AccountRef }],
    ['another scope', { ...place, scopeRef: 7 as AccountRef }],
    ['another secret', { ...place, secretId: 'sec_B' as SecretId }],
  ])('does not open when its row was moved to %s', (_, elsewhere) => {
    checkRefused(masterKeys, elsewhere, seal(masterKeys, place, secret, randomBytes));
  });

  it('does not open under another master key of the same id, nor without its master key', () => {
    const sealed = seal(masterKeys, place, secret, randomBytes);
    checkRefused(someMasterKeys('mk-1'), place, sealed);
    checkRefused(someMasterKeys('mk-9'), place, sealed);
  });

  it('does not open when any one of its bytes is changed', () => {
    const sealed = seal(masterKeys, place, secret, randomBytes);
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      checkRefused(masterKeys, place, changed);
    }
  });

  it('does not open when it is cut off anywhere, or has a byte too many', () => {
    const sealed = seal(masterKeys, place, secret, randomBytes);
    for (let length = 0; length < sealed.length; length++)
      checkRefused(masterKeys, place, sealed.subarray(0, length));
    checkRefused(masterKeys, place, Buffer.concat([sealed, Uint8Array.of(0)]));
  });

  it.each([4, 8, 12])('does not open with a tag of %i bytes, which can be forged by trying', (tagBytes) => {
    const sealed = Buffer.from(seal(masterKeys, place, secret, randomBytes));
    const head = sealed.subarray(0, sealed.length - 16);
    checkRefused(masterKeys, place, Buffer.concat([head, sealed.subarray(-16, -16 + tagBytes)]));
    // Also as the layout could be bent to it: the secret said to be longer, so that the lengths add up again.
    const bent = Buffer.from(sealed.subarray(0, sealed.length - 16 + tagBytes));
    const lengthAt = 2 + 'mk-1'.length + 60;
    bent[lengthAt] = secret.length - (16 - tagBytes);
    checkRefused(masterKeys, place, bent);
  });

  it('says nothing of its bytes when it does not open', () => {
    const sealed = Buffer.from(seal(masterKeys, place, secret, randomBytes));
    sealed[sealed.length - 1] = (sealed[sealed.length - 1] ?? 0) ^ 1;
    try {
      open(masterKeys, place, sealed);
    } catch (error) {
      const text = `${(error as Error).message}${JSON.stringify(error)}`;
      expect(text).toContain('sec_A');
      expect(text).not.toContain(secret.toString());
      return;
    }
    throw new Error('it opened');
  });
});
