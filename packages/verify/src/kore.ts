import { type Bytes, concatBytes, decodeHex, utf8Bytes } from './bytes.ts';
import { WebhookVerificationError } from './verification-error.ts';

// Profile `kore`, spec/signing.md 8: SHA-256 over secret text, method, URL and body. Weaker than the `standard` profile: a
// plain prefix hash, no separators, nothing that dates a request. For receivers that were written for KORE Wireless.

/** The headers of the `kore` profile. */
export const koreHeaderNames = {
  signature: 'kore-signature',
  idempotencyToken: 'kore-idempotency-token',
  date: 'date',
} as const;

/**
 * The URL that is signed: the one that was typed, up to the first `?` or `#`. Never pass it through a URL parser before:
 * that would add the slash of `https://host/` and change the signature.
 */
export function cutKoreUrl(typedUrl: string): string {
  const end = typedUrl.search(/[?#]/);
  return end === -1 ? typedUrl : typedUrl.slice(0, end);
}

/**
 * What comes before the body in the signed content, as UTF-8 texts to be hashed one after another. They hold the secret text
 * itself, `whsec_` included; they are kept apart so that no further copy of it is made. `method` is put in upper case.
 */
export function koreSignedParts(
  secretText: string,
  method: string,
  typedUrl: string,
): readonly [secretText: string, method: string, url: string] {
  return [secretText, method.toUpperCase(), cutKoreUrl(typedUrl)];
}

/** The signed content in one piece. Its SHA-256 in lower-case hexadecimal is the signature. */
export function koreSignedContent(
  secretText: string,
  method: string,
  typedUrl: string,
  body: Uint8Array,
): Bytes {
  return concatBytes([...koreSignedParts(secretText, method, typedUrl).map(utf8Bytes), body]);
}

/** The `date` header of this profile, `2026-11-24T12:00:00Z`: UTC, whole seconds, cut and not rounded. */
export function formatKoreDate(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** The bytes of a `kore-signature` value. Throws `bad_signature` unless it is 64 lower-case hexadecimal digits. */
export function parseKoreSignature(value: string): Bytes {
  const signature = decodeHex(value);
  if (signature?.length === 32) return signature;
  throw new WebhookVerificationError(
    'bad_signature',
    `${koreHeaderNames.signature} is not 64 lower-case hexadecimal digits; it has ${value.length} characters.`,
    'Look for a proxy that rewrites headers; if there is none, the sender does not follow this profile.',
  );
}

/**
 * A `date` value of this profile in seconds since 1970; `undefined` when it is absent or of another form, as after a proxy that
 * writes its own. No reason to refuse a request: the profile does not sign it.
 */
export function parseKoreDate(value: string | undefined): number | undefined {
  const epochMs = value === undefined ? Number.NaN : Date.parse(value);
  // Written again and compared, because Date.parse takes many other forms, and days that do not exist.
  return !Number.isNaN(epochMs) && formatKoreDate(epochMs) === value ? epochMs / 1000 : undefined;
}
