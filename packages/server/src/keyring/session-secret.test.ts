import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseMasterKeys } from './master-keys.ts';
import { deriveSessionSecret } from './session-secret.ts';

const ones = Buffer.alloc(32, 1);
const twos = Buffer.alloc(32, 2);

/** RFC 5869 for one block, by its two HMACs: a salt of zeros, then info and the counter. */
function hkdfOf(key: Buffer): string {
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(key).digest();
  return createHmac('sha256', extracted).update('keyturn-session.v1\x01').digest('base64url');
}

describe('the session secret', () => {
  it('is HKDF-SHA-256 of the master key that seals', () => {
    const keys = parseMasterKeys(`new:${ones.toString('base64')},old:${twos.toString('base64')}`, 'the test');
    expect(deriveSessionSecret(keys).reveal()).toBe(hkdfOf(ones));
    expect(hkdfOf(ones)).not.toBe(hkdfOf(twos));
  });

  it('prints as nothing', () => {
    const secret = deriveSessionSecret(parseMasterKeys(`a:${ones.toString('base64')}`, 'the test'));
    expect(`${secret} ${JSON.stringify({ secret })}`).not.toContain(secret.reveal());
  });
});
