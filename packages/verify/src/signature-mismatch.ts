import { parseKeyIdHeader, shortKeyId } from './key-id.ts';
import { findHeader, type RequestHeaders } from './request-headers.ts';
import { standardHeaderNames } from './standard.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** What is known about a request when none of its signatures matched. */
export interface Mismatch {
  readonly headers: RequestHeaders;
  readonly bytes: Uint8Array;
  /** Key ids of the secrets held; empty when none has one. */
  readonly keyIds: readonly string[];
  /** What else, beside the body, the profile signs. */
  readonly alsoSigned: string;
}

/**
 * Tells a wrong secret (`unknown_key`) from changed bytes (`body_changed`) by the key ids that the request names; without any it is
 * a `signature_mismatch`. The key ids are a hint that anyone can write: they choose the words of a refusal, never the verdict.
 */
export function signatureMismatch(mismatch: Mismatch): WebhookVerificationError {
  const { headers, keyIds } = mismatch;
  const named = parseKeyIdHeader(findHeader(headers, standardHeaderNames.keyId));
  const held = keyIds.map(shortKeyId).join(' and ');
  if (named.length === 0 || keyIds.length === 0) {
    return new WebhookVerificationError(
      'signature_mismatch',
      `No signature matches, and without key ids a wrong secret looks like a changed body. ${describeBody(mismatch)}`,
      `Compare the secret with the sender's first. Then make sure that the raw bytes are verified, not a body that was parsed and written again.`,
    );
  }
  if (!named.some((keyId) => keyIds.includes(keyId))) {
    return new WebhookVerificationError(
      'unknown_key',
      `Signed with ${named.map(shortKeyId).join(' and ')}. You hold ${held}.`,
      'A new secret was activated: add it as the second one. If this is the only URL that fails, it may have a secret of its own.',
    );
  }
  return new WebhookVerificationError(
    'body_changed',
    `The key is right, the bytes are not. ${describeBody(mismatch)} ${mismatch.alsoSigned}`,
    'The body was parsed and written again, or a proxy changed it: use the raw bytes (Express: express.raw before express.json).',
  );
}

function describeBody({ headers, bytes }: Mismatch): string {
  const declared = findHeader(headers, 'content-length');
  const isDeclared = declared !== undefined && /^[0-9]{1,15}$/.test(declared);
  const lengths = `The body has ${bytes.length} bytes here${isDeclared ? `, content-length said ${declared}` : ''}.`;
  // EF BF BD is U+FFFD, which stands where a decoder met bytes that are not UTF-8.
  const wasDecoded = bytes.some(
    (byte, at) => byte === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd,
  );
  return wasDecoded
    ? `${lengths} It contains U+FFFD: it was probably read as text, which other bytes than UTF-8 do not survive.`
    : lengths;
}
