import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { KeyId } from '@keyturn/core';
import { encodeKeyId, formatSecretText, keyIdMessage } from '@keyturn/verify/sign';
import type { RandomBytes } from '../random-bytes.ts';
import { Sensitive } from './sensitive.ts';

/** As long as the hash that signs: more adds nothing, and Standard Webhooks asks for 24 to 64. */
const SIGNING_KEY_BYTES = 32;

/** A new signing key with all that is made from it. The caller wipes `bytes` when they are sealed. */
export function makeSigningKey(random: RandomBytes): {
  readonly bytes: Buffer;
  readonly text: Sensitive<string>;
  readonly keyId: KeyId;
} {
  const bytes = Buffer.from(random(SIGNING_KEY_BYTES));
  return {
    bytes,
    text: new Sensitive(formatSecretText(bytes)),
    keyId: keyIdOf(createSecretKey(bytes)),
  };
}

/** The key id of a signing key (spec/signing.md, key id). */
export function keyIdOf(signingKey: KeyObject): KeyId {
  return encodeKeyId(createHmac('sha256', signingKey).update(keyIdMessage).digest()) as KeyId;
}
