import { utf8Bytes } from './bytes.ts';
import { hmacSha256, importSigningKey } from './digest.ts';

// The key id of a signing key, spec/signing.md 4: both sides can compute it, and it may be printed anywhere.

/** What is put through HMAC-SHA256 under the signing key to make its key id. */
export const keyIdMessage = 'keyturn-key-id.v1';

/** Characters of a key id, and how many of them are enough for people. */
const KEY_ID_CHARS = 10;
const KEY_ID_CHARS_FOR_PEOPLE = 5;

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The key id that belongs to `hmac`, the HMAC-SHA256 of `keyIdMessage` under the signing key: the first 10 characters of
 * its base32 (RFC 4648 section 6). For senders that have a synchronous HMAC at hand; others call `deriveKeyId`.
 */
export function encodeKeyId(hmac: Uint8Array): string {
  if (hmac.length !== 32) {
    throw new TypeError(`A key id is made from the 32 bytes of an HMAC-SHA256; these are ${hmac.length}.`);
  }
  let keyId = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of hmac) {
    bits = ((bits << 8) | byte) & 0xfff; // 12 bits: never more than 4 are left over when 8 come in.
    bitCount += 8;
    while (bitCount >= 5) {
      bitCount -= 5;
      keyId += base32Alphabet.charAt((bits >> bitCount) & 31);
      if (keyId.length === KEY_ID_CHARS) return keyId;
    }
  }
  return keyId;
}

/** The key id of a signing key, given as its bytes (not as secret text). */
export async function deriveKeyId(signingKey: Uint8Array): Promise<string> {
  return encodeKeyId(await hmacSha256(await importSigningKey(signingKey), utf8Bytes(keyIdMessage)));
}

/** The key ids that a `keyturn-key-id` header names, in its order. None when it is absent or malformed: it is but a hint. */
export function parseKeyIdHeader(value: string | undefined): readonly string[] {
  return value !== undefined && /^[A-Z2-7]{10}(?: [A-Z2-7]{10}){0,7}$/.test(value) ? value.split(' ') : [];
}

/** A key id as people read it, in dialogs and log lines: its first 5 characters. */
export function shortKeyId(keyId: string): string {
  return keyId.slice(0, KEY_ID_CHARS_FOR_PEOPLE);
}
