import type { Bytes } from './bytes.ts';
import { isSameInConstantTime, sha256 } from './digest.ts';
import { type HeldSecret, importSecrets } from './held-secrets.ts';
import { koreHeaderNames, koreSignedContent, parseKoreDate, parseKoreSignature } from './kore.ts';
import { findHeader, getHeader, type RequestHeaders } from './request-headers.ts';
import { signatureMismatch } from './signature-mismatch.ts';
import { parseEventId } from './standard.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** What the headers of a `kore` request claim. Neither the id nor the time is covered by the signature. */
export interface KoreClaim {
  readonly headers: RequestHeaders;
  readonly id: string;
  readonly timestampSeconds: number | undefined;
  readonly signature: Bytes;
}

/** Reads the headers. Throws `missing_header`, `unsigned`, `bad_id` and `bad_signature`. */
export function readKoreClaim(headers: RequestHeaders): KoreClaim {
  const names = koreHeaderNames;
  if (findHeader(headers, names.signature) === '') {
    throw new WebhookVerificationError(
      'unsigned',
      `${names.signature} is empty: the sender had no secret when it sent this.`,
      'Create a secret at the sender. Do not trust the event.',
    );
  }
  const signature = parseKoreSignature(getHeader(headers, names.signature));
  return {
    headers,
    id: parseEventId(getHeader(headers, names.idempotencyToken), names.idempotencyToken),
    timestampSeconds: parseKoreDate(findHeader(headers, names.date)),
    signature,
  };
}

/** The secret that made the signature. Only a `whsec_` text has a key id. */
export interface KoreMatch {
  readonly secretIndex: number;
  readonly keyId: string | undefined;
}

/** A function that finds the secret that signed; it throws `unknown_key`, `body_changed` or `signature_mismatch` when none did. */
export function makeKoreMatcher(
  held: readonly HeldSecret[],
  typedUrl: string,
): (claim: KoreClaim, bytes: Uint8Array, method: string) => Promise<KoreMatch> {
  let keyIdByIndex: ReadonlyMap<number, string> | undefined; // Made at the first request, as in the standard profile.
  return async (claim, bytes, method) => {
    keyIdByIndex ??= new Map((await importSecrets(held)).map(({ index, keyId }) => [index, keyId]));
    for (const { index, text } of held) {
      const signature = await sha256(koreSignedContent(text, method, typedUrl, bytes));
      if (await isSameInConstantTime(signature, claim.signature)) {
        return { secretIndex: index, keyId: keyIdByIndex.get(index) };
      }
    }
    throw signatureMismatch({
      headers: claim.headers,
      bytes,
      keyIds: [...keyIdByIndex.values()],
      alsoSigned: `Or the sender has another URL than ${JSON.stringify(typedUrl)} (as typed: a slash at the end counts) or method than ${method}.`,
    });
  };
}
