import { hash } from 'node:crypto';
import type { EventId } from '@keyturn/core';

// Crockford's base32, as in every id.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const ID_CHARACTERS = 26;

/**
 * The id of an event whose publisher chose none but sent an idempotency key: `evt_` and 130 bits of SHA-256 over account, key and the
 * event's place in the request. The same request makes the same event, whatever happened to its first answer.
 */
export function deriveEventId(account: string, key: string, index: number): EventId {
  const bytes = hash('sha256', `keyturn-event-id.v1\n${account}\n${index}\n${key}`, 'buffer');
  let text = '';
  let bits = 0;
  let bitCount = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xfff;
    bitCount += 8;
    while (bitCount >= 5 && text.length < ID_CHARACTERS) {
      bitCount -= 5;
      text += ALPHABET.charAt((bits >> bitCount) & 31);
    }
  }
  // The prefix and alphabet of every event id of ours.
  return `evt_${text}` as EventId;
}
