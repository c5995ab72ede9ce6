/**
 * `@keyturn/verify/sign`, for senders: the bytes that are signed, the headers, secret texts and key ids. Senders with their own
 * HMAC (node:crypto makes three times as many signatures a second as Web Crypto) use the parts; others the two `sign…` functions.
 */
import { encodeBase64, encodeHex, utf8Bytes } from './bytes.ts';
import { hmacSha256, importSigningKey, sha256 } from './digest.ts';
import { deriveKeyId } from './key-id.ts';
import { formatKoreDate, koreHeaderNames, koreSignedContent } from './kore.ts';
import { parseKoreSecretText, parseSecretText } from './secret-text.ts';
import {
  isEventId,
  keyIdHeader,
  standardHeaderNames,
  standardSignatureHeader,
  standardSignedContent,
} from './standard.ts';

export { deriveKeyId, encodeKeyId, keyIdMessage, shortKeyId } from './key-id.ts';
export { cutKoreUrl, formatKoreDate, koreHeaderNames, koreSignedContent, koreSignedParts } from './kore.ts';
export { formatSecretText, parseSecretText } from './secret-text.ts';
export {
  isEventId,
  keyIdHeader,
  standardHeaderNames,
  standardSignatureHeader,
  standardSignedContent,
  standardSignedPrefix,
} from './standard.ts';
export { type VerificationErrorCode, WebhookVerificationError } from './verification-error.ts';

/** What `signStandard` signs. */
export interface StandardSigning {
  /** The event id: 1 to 64 of `A-Z a-z 0-9 _ -`, the same for every attempt. */
  readonly id: string;
  /** The moment of this attempt, in whole seconds since 1970. */
  readonly timestampSeconds: number;
  /** The exact bytes that will be sent; a string stands for its UTF-8. */
  readonly body: Uint8Array | string;
  /** One secret text, or two while an overlap is open: the active one first. */
  readonly secrets: readonly string[];
}

/** The headers of the `standard` profile for one attempt. A type and not an interface, so that it fits where any headers do. */
export type StandardHeaders = {
  readonly 'webhook-id': string;
  readonly 'webhook-timestamp': string;
  readonly 'webhook-signature': string;
  readonly 'keyturn-key-id': string;
};

/**
 * Signs one attempt in the `standard` profile (spec/signing.md 3). Throws `bad_secret` for a malformed secret text, TypeError for
 * an id or time that a receiver would refuse, and for an empty list: it never makes headers of an unsigned request.
 */
export async function signStandard(signing: StandardSigning): Promise<StandardHeaders> {
  const content = standardSignedContent(signing.id, signing.timestampSeconds, bytesOf(signing.body));
  const signingKeys = signing.secrets.map((text, index) => parseSecretText(text, `Entry ${index + 1}`));
  const signatures = await Promise.all(
    signingKeys.map(async (signingKey) =>
      encodeBase64(await hmacSha256(await importSigningKey(signingKey), content)),
    ),
  );
  return {
    [standardHeaderNames.id]: signing.id,
    [standardHeaderNames.timestamp]: String(signing.timestampSeconds),
    [standardHeaderNames.signature]: standardSignatureHeader(signatures),
    [standardHeaderNames.keyId]: keyIdHeader(await Promise.all(signingKeys.map(deriveKeyId))),
  };
}

/** What `signKore` signs. */
export interface KoreSigning {
  /** The event id, sent as the idempotency token. This profile does not sign it. */
  readonly id: string;
  /** The moment of this attempt, in milliseconds since 1970. This profile does not sign it either. */
  readonly epochMs: number;
  /** `POST` unless given. */
  readonly method?: string;
  /** The URL as it was typed, never one that a URL parser has seen. */
  readonly url: string;
  /** The exact bytes that will be sent; a string stands for its UTF-8. */
  readonly body: Uint8Array | string;
  /** The text of the active secret. There is room for one signature only. */
  readonly secret: string;
}

/** The headers of the `kore` profile for one attempt. */
export type KoreHeaders = {
  readonly 'kore-signature': string;
  readonly 'kore-idempotency-token': string;
  readonly date: string;
};

/**
 * Signs one attempt in the `kore` profile (spec/signing.md 8), which is weaker than `standard`. Throws `bad_secret` for an empty or
 * malformed secret text and TypeError for an id that a receiver would refuse.
 */
export async function signKore(signing: KoreSigning): Promise<KoreHeaders> {
  if (!isEventId(signing.id)) throw new TypeError('An event id is 1 to 64 of A-Z a-z 0-9 _ -.');
  const secretText = parseKoreSecretText(signing.secret);
  const body = bytesOf(signing.body);
  const content = koreSignedContent(secretText, signing.method ?? 'POST', signing.url, body);
  return {
    [koreHeaderNames.signature]: encodeHex(await sha256(content)),
    [koreHeaderNames.idempotencyToken]: signing.id,
    [koreHeaderNames.date]: formatKoreDate(signing.epochMs),
  };
}

function bytesOf(body: Uint8Array | string): Uint8Array {
  return typeof body === 'string' ? utf8Bytes(body) : body;
}
