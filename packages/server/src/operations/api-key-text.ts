/**
 * The text of an API key: `kt_`, 256 random bits in base32, and 4 characters that check them, so that a mistyped or guessed text is
 * refused without a look into the database, and scanners of leaked keys can be sure. Stored as its SHA-256 alone: 256 random bits
 * need no slow hash.
 */
import { hash } from 'node:crypto';
import { Sensitive } from '../keyring/sensitive.ts';

// Crockford's base32, as in every id: no I, L, O, U.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const PATTERN = /^kt_([0-9A-HJKMNP-TV-Z]{52})([0-9A-HJKMNP-TV-Z]{4})$/;
const RANDOM_BYTES = 32;
/** `kt_` and 7 more: tells keys apart in lists, and leaves 225 bits unknown. */
const PREFIX_CHARACTERS = 10;

/** A new API key's text, the hash it is stored by, and the first characters that lists show. */
export function makeApiKeyText(random: (byteCount: number) => Uint8Array): {
  readonly text: Sensitive<string>;
  readonly sha256: Uint8Array;
  readonly prefix: string;
} {
  const secretPart = encodeBase32(random(RANDOM_BYTES));
  const text = `kt_${secretPart}${checkOf(secretPart)}`;
  return {
    text: new Sensitive(text),
    sha256: sha256OfApiKey(text),
    prefix: text.slice(0, PREFIX_CHARACTERS),
  };
}

/** Whether a text has the form of an API key, check characters included. Says nothing about whether there is such a key. */
export function isApiKeyText(text: string): boolean {
  const [, secretPart, check] = PATTERN.exec(text) ?? [];
  return secretPart !== undefined && checkOf(secretPart) === check;
}

/** What an API key is stored and found by. */
export function sha256OfApiKey(text: string): Uint8Array {
  return hash('sha256', text, 'buffer');
}

function checkOf(secretPart: string): string {
  return encodeBase32(hash('sha256', `keyturn-api-key.v1.${secretPart}`, 'buffer').subarray(0, 3)).slice(
    0,
    4,
  );
}

/** Base32 without padding; the last character is filled with zero bits. */
function encodeBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    bitCount += 8;
    while (bitCount >= 5) {
      bitCount -= 5;
      text += ALPHABET.charAt((bits >> bitCount) & 31);
    }
  }
  return bitCount === 0 ? text : text + ALPHABET.charAt((bits << (5 - bitCount)) & 31);
}
