import type { Bytes } from './bytes.ts';
import { hmacSha256, isSameInConstantTime } from './digest.ts';
import { type HeldSecret, type ImportedSecret, importSecrets } from './held-secrets.ts';
import { parseKeyIdHeader } from './key-id.ts';
import { findHeader, getHeader, type RequestHeaders } from './request-headers.ts';
import { signatureMismatch } from './signature-mismatch.ts';
import {
  parseEventId,
  parseSignatureHeader,
  parseTimestamp,
  standardHeaderNames,
  standardSignedContent,
} from './standard.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** What the headers of a `standard` request claim. Well formed, not yet verified. */
export interface StandardClaim {
  readonly headers: RequestHeaders;
  readonly id: string;
  readonly timestampSeconds: number;
  readonly signatures: readonly Bytes[];
}

/**
 * Reads the headers. Throws `missing_header`, `unsigned`, `bad_id`, `bad_timestamp`, `bad_signature`, `unsupported_signature`.
 */
export function readStandardClaim(headers: RequestHeaders): StandardClaim {
  const names = standardHeaderNames;
  const id = getHeader(headers, names.id);
  const timestamp = getHeader(headers, names.timestamp);
  const hasKeyId = (findHeader(headers, names.keyId) ?? '') !== '';
  if ((findHeader(headers, names.signature) ?? '') === '' && !hasKeyId) {
    throw new WebhookVerificationError(
      'unsigned',
      `The request has ${names.id} but neither ${names.signature} nor ${names.keyId}: its sender had no secret when it was sent.`,
      'Create a secret at the sender. If there is one, something on the way removes both headers. Do not trust the event.',
    );
  }
  const signature = getHeader(headers, names.signature);
  return {
    headers,
    id: parseEventId(id, names.id),
    timestampSeconds: parseTimestamp(timestamp),
    signatures: parseSignatureHeader(signature),
  };
}

/** Throws `timestamp_too_old` or `timestamp_in_future` when the request is more than `toleranceSeconds` away from now. */
export function checkTimestamp(timestampSeconds: number, toleranceSeconds: number, nowMs: number): void {
  const ageSeconds = Math.floor(nowMs / 1000) - timestampSeconds;
  if (Math.abs(ageSeconds) <= toleranceSeconds) return;
  const fix = "If every request shows about the same gap, this machine's clock is off: synchronise it (NTP).";
  throw ageSeconds > 0
    ? new WebhookVerificationError(
        'timestamp_too_old',
        `Signed ${ageSeconds} s ago, ${toleranceSeconds} s allowed.`,
        `${fix} If a few do, they waited in a queue in front of you, or someone sends an old request again.`,
      )
    : new WebhookVerificationError(
        'timestamp_in_future',
        `Signed ${-ageSeconds} s in the future, ${toleranceSeconds} s allowed.`,
        fix,
      );
}

/** The secret that made a signature of the request. */
export interface StandardMatch {
  readonly secretIndex: number;
  readonly keyId: string;
}

/**
 * A function that finds the first signature, in the order of the header, that one of the secrets made; the sender's active secret
 * comes first. It throws `unknown_key`, `body_changed` or `signature_mismatch` when there is none.
 *
 * One HMAC per secret, however many signatures a forged request lists; the secret that the request names is tried first, so
 * that a receiver with two pays for one. The result is the same with any hint.
 */
export function makeStandardMatcher(
  held: readonly HeldSecret[],
): (claim: StandardClaim, bytes: Uint8Array) => Promise<StandardMatch> {
  // Imported at the first request: Workers forbid it while a module loads. What is kept is the result and never a promise,
  // which Workers forbid one request to await when another made it.
  let imported: readonly ImportedSecret[] | undefined;
  return async (claim, bytes) => {
    imported ??= await importSecrets(held);
    const secrets = imported;
    const named = parseKeyIdHeader(findHeader(claim.headers, standardHeaderNames.keyId));
    const likeliestFirst = [
      ...secrets.filter(({ keyId }) => named.includes(keyId)),
      ...secrets.filter(({ keyId }) => !named.includes(keyId)),
    ];
    const content = standardSignedContent(claim.id, claim.timestampSeconds, bytes);
    const hmacByIndex = new Map<number, Bytes>();
    for (const signature of claim.signatures) {
      for (const { index, hmacKey, keyId } of likeliestFirst) {
        const hmac = hmacByIndex.get(index) ?? (await hmacSha256(hmacKey, content));
        hmacByIndex.set(index, hmac);
        if (await isSameInConstantTime(hmac, signature)) return { secretIndex: index, keyId };
      }
    }
    throw signatureMismatch({
      headers: claim.headers,
      bytes,
      keyIds: secrets.map(({ keyId }) => keyId),
      alsoSigned: `Or ${standardHeaderNames.id}, ${standardHeaderNames.timestamp} or the signature itself was changed on the way.`,
    });
  };
}
