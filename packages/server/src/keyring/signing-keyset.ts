/**
 * Signatures of one endpoint at one moment, in every profile of its account. node:crypto signs with key objects, three times as many a
 * second as Web Crypto; what is signed and how it is written down is `@keyturn/verify/sign`'s alone.
 */
import { createHash, createHmac, createSecretKey, type Hash, type KeyObject } from 'node:crypto';
import type { KeyId, SecretId, SignatureProfile } from '@keyturn/core';
import {
  cutKoreUrl,
  formatKoreDate,
  formatSecretText,
  keyIdHeader,
  koreHeaderNames,
  koreSignedParts,
  standardHeaderNames,
  standardSignatureHeader,
  standardSignedPrefix,
} from '@keyturn/verify/sign';
import type { SignInput, SigningKeyset } from './keyring.ts';
import { keyIdOf } from './secret-maker.ts';

/** Every request is a POST. */
const METHOD = 'POST';

/** A secret that signs, opened. */
export interface OpenedSecret {
  readonly id: SecretId;
  readonly keyId: KeyId;
  readonly signingKey: KeyObject;
  /**
   * The `kore` profile hashes the text itself: a hash that has taken in the text and the method, to be copied for each request. The
   * text need not be kept for it.
   */
  readonly koreStart: Hash;
}

/** Makes the opened form of a secret from its bytes. */
export function openedSecret(id: SecretId, bytes: Uint8Array): OpenedSecret {
  const signingKey = createSecretKey(bytes);
  return { id, keyId: keyIdOf(signingKey), signingKey, koreStart: koreStartOf(formatSecretText(bytes)) };
}

/** The beginning of every `kore` signature of a secret text. */
export function koreStartOf(secretText: string): Hash {
  const [text, method] = koreSignedParts(secretText, METHOD, '');
  return createHash('sha256').update(text).update(method);
}

/** Makes the signers of an endpoint: `secrets` are those that sign now, the active one first; none before the scope's first secret. */
export function makeSigningKeyset(
  epoch: number,
  profiles: readonly SignatureProfile[],
  secrets: readonly OpenedSecret[],
  isCurrent: () => boolean,
): SigningKeyset {
  const keyIds = secrets.map((secret) => secret.keyId);
  const keyIdValue = keyIdHeader(keyIds);
  const hasKore = profiles.includes('kore');
  const [active] = secrets;
  return {
    epoch,
    keyIds,
    secretIds: secrets.map((secret) => secret.id),
    isCurrent,
    sign(input) {
      const timestamp = String(input.timestampSeconds);
      const headers = [standardHeaderNames.id, input.eventId, standardHeaderNames.timestamp, timestamp];
      if (active !== undefined) {
        headers.push(standardHeaderNames.signature, standardSignature(secrets, input));
        headers.push(standardHeaderNames.keyId, keyIdValue);
      }
      if (hasKore) {
        headers.push(koreHeaderNames.signature, active === undefined ? '' : koreSignature(active, input));
        headers.push(koreHeaderNames.idempotencyToken, input.eventId);
        headers.push(koreHeaderNames.date, formatKoreDate(input.timestampSeconds * 1000));
      }
      return headers;
    },
  };
}

function standardSignature(secrets: readonly OpenedSecret[], input: SignInput): string {
  const prefix = standardSignedPrefix(input.eventId, input.timestampSeconds);
  return standardSignatureHeader(
    secrets.map((secret) =>
      createHmac('sha256', secret.signingKey).update(prefix).update(input.body).digest('base64'),
    ),
  );
}

function koreSignature(active: OpenedSecret, input: SignInput): string {
  return active.koreStart.copy().update(cutKoreUrl(input.typedUrl)).update(input.body).digest('hex');
}
