import { type Bytes, concatBytes, decodeBase64, utf8Bytes } from './bytes.ts';
import {
  EVENT_ID_CHARS_MAX,
  SIGNATURE_HEADER_CHARS_MAX,
  SIGNATURES_MAX,
  TIMESTAMP_DIGITS_MAX,
} from './limits.ts';
import { quoted, WebhookVerificationError } from './verification-error.ts';

// Profile `standard`, spec/signing.md 2 and 3: Standard Webhooks 1.0 with HMAC-SHA256. What is signed and how the headers
// are written and read, for both sides.

/** The headers of the `standard` profile. */
export const standardHeaderNames = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
  keyId: 'keyturn-key-id',
} as const;

const eventIdPattern = new RegExp(`^[A-Za-z0-9_-]{1,${EVENT_ID_CHARS_MAX}}$`);
const timestampPattern = new RegExp(`^(?:0|[1-9][0-9]{0,${TIMESTAMP_DIGITS_MAX - 1}})$`);
const timestampSecondsMax = 10 ** TIMESTAMP_DIGITS_MAX - 1;
const signatureHeaderPattern = /^[a-zA-Z0-9]+,[A-Za-z0-9+/=_-]+(?: [a-zA-Z0-9]+,[A-Za-z0-9+/=_-]+)*$/;

/**
 * Whether a text may be an event id: 1 to 64 of `A-Z a-z 0-9 _ -`. A dot would let two different requests have the same
 * signed content, as `x` + `5.6.…` and `x.5` + `6.…` do.
 */
export function isEventId(text: string): boolean {
  return eventIdPattern.test(text);
}

/**
 * What comes before the body in the signed content: `id.timestamp.`, ASCII. A sender with a streaming HMAC feeds it this and
 * then the body, and copies neither. Throws TypeError for an id or a time (whole seconds) that a receiver would refuse.
 */
export function standardSignedPrefix(id: string, timestampSeconds: number): string {
  if (!isEventId(id)) {
    throw new TypeError(`An event id is 1 to ${EVENT_ID_CHARS_MAX} of A-Z a-z 0-9 _ -; not ${quoted(id)}.`);
  }
  if (!Number.isInteger(timestampSeconds) || timestampSeconds < 0 || timestampSeconds > timestampSecondsMax) {
    throw new TypeError(`A timestamp is whole seconds since 1970; not ${timestampSeconds}.`);
  }
  return `${id}.${timestampSeconds}.`;
}

/** The signed content, `id.timestamp.body`, in one piece. Throws as `standardSignedPrefix` does. */
export function standardSignedContent(id: string, timestampSeconds: number, body: Uint8Array): Bytes {
  return concatBytes([utf8Bytes(standardSignedPrefix(id, timestampSeconds)), body]);
}

/**
 * The value of `webhook-signature`: one `v1,` token for each signature (padded base64 of an HMAC-SHA256), in the order given,
 * which is the active secret's first. Nothing else may ever stand in this header: some libraries refuse it whole.
 */
export function standardSignatureHeader(signatures: readonly string[]): string {
  if (signatures.length === 0) {
    throw new TypeError(
      'Before the first secret there is no webhook-signature header at all, not an empty one.',
    );
  }
  for (const signature of signatures) {
    if (!/^[A-Za-z0-9+/]{43}=$/.test(signature)) {
      throw new TypeError('A signature is the padded base64 of 32 bytes.');
    }
  }
  return signatures.map((signature) => `v1,${signature}`).join(' ');
}

/** The value of `keyturn-key-id`: the key ids of the signing secrets, in the order of their signatures. */
export function keyIdHeader(keyIds: readonly string[]): string {
  return keyIds.join(' ');
}

/** A `webhook-id` value as an event id. Throws `bad_id`. */
export function parseEventId(value: string, headerName: string): string {
  if (isEventId(value)) return value;
  throw new WebhookVerificationError(
    'bad_id',
    `${headerName} is ${quoted(value)}; an id is 1 to ${EVENT_ID_CHARS_MAX} of A-Z a-z 0-9 _ - and has no dot.`,
    'Refuse the request: neither Keyturn nor a careful sender makes such an id, because a dot makes signatures ambiguous.',
  );
}

/** A `webhook-timestamp` value in seconds: 1 to 12 digits, no sign, no leading zero. Throws `bad_timestamp`. */
export function parseTimestamp(value: string): number {
  if (timestampPattern.test(value)) return Number(value);
  throw new WebhookVerificationError(
    'bad_timestamp',
    `${standardHeaderNames.timestamp} is ${quoted(value)}; it must be whole seconds, in 1 to ${TIMESTAMP_DIGITS_MAX} digits.`,
    'Refuse the request. If it comes from your own sender: seconds, not milliseconds, decimals or a date.',
  );
}

/**
 * The `v1` signatures of a `webhook-signature` value, 32 bytes each, in its order; tokens with other tags are skipped. Throws
 * `bad_signature` when the list, or a `v1` token, is malformed, and `unsupported_signature` when no token is `v1`.
 */
export function parseSignatureHeader(value: string): readonly Bytes[] {
  if (value.length > SIGNATURE_HEADER_CHARS_MAX || !signatureHeaderPattern.test(value)) {
    throw badSignature(
      `${standardHeaderNames.signature} is not a list of tag,signature tokens with one space between: ${quoted(value)}.`,
    );
  }
  const tokens = value.split(' ');
  if (tokens.length > SIGNATURES_MAX) {
    throw badSignature(
      `${standardHeaderNames.signature} has ${tokens.length} signatures; at most ${SIGNATURES_MAX} are looked at.`,
    );
  }
  const signatures: Bytes[] = [];
  for (const token of tokens) {
    if (!token.startsWith('v1,')) continue;
    const signature = decodeBase64(token.slice('v1,'.length));
    if (signature?.length !== 32) {
      throw badSignature(
        `A v1 signature is the padded standard base64 of 32 bytes; this is not: ${quoted(token)}.`,
      );
    }
    signatures.push(signature);
  }
  if (signatures.length > 0) return signatures;
  const tags = new Set(tokens.map((token) => token.slice(0, token.indexOf(','))));
  throw new WebhookVerificationError(
    'unsupported_signature',
    `No v1 signature. Tags seen: ${quoted([...tags].join(' '))}. This library verifies v1, HMAC-SHA256, alone.`,
    tags.has('v1a')
      ? 'v1a is ed25519: ask the sender to sign with a shared secret (v1) as well.'
      : 'Ask the sender for v1 signatures; the tag is lower case.',
  );
}

function badSignature(message: string): WebhookVerificationError {
  return new WebhookVerificationError(
    'bad_signature',
    message,
    'Look for a proxy that merges, cuts or rewrites headers; if there is none, the sender does not follow Standard Webhooks.',
  );
}
