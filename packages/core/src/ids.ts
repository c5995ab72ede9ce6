/**
 * Branded ids. Text ids are public: people, APIs and logs see them. Refs are the integers that rows are keyed by:
 * they never leave the process, and are drawn from blocks that the store reserves (see `store`).
 */

declare const brand: unique symbol;

/** A `T` that only a parser or maker of `Name` can produce. Costs nothing at run time. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** `[A-Za-z0-9_-]{1,64}`; chosen by the operator, or `acc_` + 26 characters. */
export type AccountId = Branded<string, 'AccountId'>;
/** `ep_` + 26 characters. */
export type EndpointId = Branded<string, 'EndpointId'>;
/** `sec_` + 26 characters. */
export type SecretId = Branded<string, 'SecretId'>;
/** `evt_` + 26 characters, or the publisher's own `[A-Za-z0-9_-]{1,64}` (no dot: spec/signing.md, signed content). */
export type EventId = Branded<string, 'EventId'>;
/** `dlv_` + 11 characters: the delivery's ref, written in base32. */
export type DeliveryId = Branded<string, 'DeliveryId'>;
/** `key_` + 26 characters: the public name of an API key, not the key itself. */
export type ApiKeyId = Branded<string, 'ApiKeyId'>;
/** `aud_` + 26 characters. */
export type AuditId = Branded<string, 'AuditId'>;
/** `usr_` + 26 characters: a person who signs in. */
export type UserId = Branded<string, 'UserId'>;
/** `ses_` + 26 characters: names a signed-in session in the audit log; no right comes from knowing it. */
export type SessionId = Branded<string, 'SessionId'>;
/** The ten base32 characters that both sides can compute from a signing key (spec/signing.md, key id). */
export type KeyId = Branded<string, 'KeyId'>;

/** Row key of an account. A safe integer above zero, as are all refs; one sequence serves all of them, so no two refs are equal. */
export type AccountRef = Branded<number, 'AccountRef'>;
/** Row key of an endpoint. */
export type EndpointRef = Branded<number, 'EndpointRef'>;
/** Row key of an event. */
export type EventRef = Branded<number, 'EventRef'>;
/** Row key of a delivery. */
export type DeliveryRef = Branded<number, 'DeliveryRef'>;
/** The owner of a secret's lifecycle: an account's ref or an endpoint's. Never both meanings at once, as refs are unique over all kinds. */
export type ScopeRef = AccountRef | EndpointRef;

/** The prefixes of the ids that Keyturn makes from time and randomness. */
export type IdPrefix = 'acc' | 'ep' | 'sec' | 'evt' | 'key' | 'aud' | 'req' | 'usr' | 'ses';

// Crockford's base32: no I, L, O, U, so that an id read aloud or from paper is not mistaken.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random bytes that `makeId` takes. */
export const ID_RANDOM_BYTES = 10;

/**
 * Makes `<prefix>_` + 26 characters: 48 bits of `now` in milliseconds, then 80 random bits, so that ids sort by time.
 * `random` gives the bytes from `offset` on (`ID_RANDOM_BYTES` of them); callers draw them in large slices.
 */
export function makeId(prefix: IdPrefix, now: number, random: Uint8Array, offset = 0): string {
  let time = '';
  for (let rest = now, n = 0; n < 10; n++) {
    time = ALPHABET.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (let group = 0; group < 2; group++) {
    // 5 bytes are exactly 8 characters; the two halves stay below 2^32, where bit operations are safe.
    const at = offset + group * 5;
    const high = ((random[at] ?? 0) << 12) | ((random[at + 1] ?? 0) << 4) | ((random[at + 2] ?? 0) >> 4);
    const low = (((random[at + 2] ?? 0) & 15) << 16) | ((random[at + 3] ?? 0) << 8) | (random[at + 4] ?? 0);
    for (let shift = 15; shift >= 0; shift -= 5) tail += ALPHABET.charAt((high >> shift) & 31);
    for (let shift = 15; shift >= 0; shift -= 5) tail += ALPHABET.charAt((low >> shift) & 31);
  }
  return `${prefix}_${time}${tail}`;
}

const DELIVERY_ID = /^dlv_[0-9A-HJKMNP-TV-Z]{11}$/;

/** The public id of a delivery: its ref in base32, so that no column and no index is spent on it. */
export function deliveryIdOf(ref: DeliveryRef): DeliveryId {
  let text = '';
  for (let rest: number = ref, n = 0; n < 11; n++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return `dlv_${text}` as DeliveryId;
}

/** The ref inside a delivery's public id, or undefined when the text is not such an id. */
export function deliveryRefOf(id: string): DeliveryRef | undefined {
  if (!DELIVERY_ID.test(id)) return undefined;
  let ref = 0;
  for (const character of id.slice(4)) ref = ref * 32 + ALPHABET.indexOf(character);
  return Number.isSafeInteger(ref) && ref > 0 ? (ref as DeliveryRef) : undefined;
}

const CHOSEN_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Whether a text may serve as an id that a caller chose: an account's or an event's. */
export function isChosenId(text: string): boolean {
  return CHOSEN_ID.test(text);
}
