import type { Bytes } from './bytes.ts';
import { importSigningKey } from './digest.ts';
import { deriveKeyId } from './key-id.ts';
import { SECRETS_MAX } from './limits.ts';
import { hasSecretPrefix, parseKoreSecretText, parseSecretText } from './secret-text.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** One secret of a verifier. `index` is its place in the list as it was given, empty entries counted. */
export interface HeldSecret {
  readonly index: number;
  readonly text: string;
  /** Absent for a `kore` text of another form than `whsec_`. */
  readonly signingKey: Bytes | undefined;
}

/** What `createVerifier` takes as secrets: an entry that is undefined, null or blank is skipped. */
export type SecretList = readonly (string | null | undefined)[];

/**
 * The secrets of a verifier, in order, each once. Throws `bad_secret` for a bad entry, naming it by its place from 1 on, and for a
 * list that holds no secret at all.
 */
export function parseSecrets(secrets: SecretList, profile: 'standard' | 'kore'): readonly HeldSecret[] {
  // Callers without a type checker pass one string, which would otherwise be read letter by letter.
  if (!Array.isArray(secrets)) {
    throw new WebhookVerificationError(
      'bad_secret',
      'secrets is not a list.',
      'Write secrets: [process.env.KEYTURN_SECRET, process.env.KEYTURN_SECRET_NEXT].',
    );
  }
  const held: HeldSecret[] = [];
  for (const [index, entry] of secrets.entries()) {
    if (entry === undefined || entry === null || (typeof entry === 'string' && entry.trim() === '')) continue;
    const secret = parseEntry(entry, index, profile);
    // The same secret twice (NEXT not emptied after a turn) is one secret, at its first place.
    if (!held.some((earlier) => earlier.text === secret.text)) held.push(secret);
  }
  if (held.length === 0) {
    throw new WebhookVerificationError(
      'bad_secret',
      `There is no secret: the list has ${secrets.length} entries and all are empty.`,
      'Set the environment variable that the list reads, and restart.',
    );
  }
  if (held.length > SECRETS_MAX) {
    throw new WebhookVerificationError(
      'bad_secret',
      `The list has ${held.length} secrets; at most ${SECRETS_MAX} are allowed.`,
      'Keep the active secret and the next one; drop those that no longer sign.',
    );
  }
  return held;
}

/** A held secret, ready for Web Crypto. */
export interface ImportedSecret {
  readonly index: number;
  readonly hmacKey: CryptoKey;
  readonly keyId: string;
}

/** Imports each signing key and derives its key id. Secrets without a signing key are left out. */
export async function importSecrets(held: readonly HeldSecret[]): Promise<readonly ImportedSecret[]> {
  const imported = held.map(async ({ index, signingKey }) =>
    signingKey === undefined
      ? undefined
      : { index, hmacKey: await importSigningKey(signingKey), keyId: await deriveKeyId(signingKey) },
  );
  return (await Promise.all(imported)).filter((secret) => secret !== undefined);
}

function parseEntry(entry: unknown, index: number, profile: 'standard' | 'kore'): HeldSecret {
  const label = `Entry ${index + 1}`;
  if (typeof entry !== 'string') {
    throw new WebhookVerificationError(
      'bad_secret',
      `${label} is a ${typeof entry}, not a text.`,
      'Give each secret as the text that begins with whsec_.',
    );
  }
  if (profile === 'kore') {
    const text = parseKoreSecretText(entry, label);
    return { index, text, signingKey: hasSecretPrefix(text) ? parseSecretText(text, label) : undefined };
  }
  const signingKey = parseSecretText(entry, label);
  return { index, text: entry.trim(), signingKey };
}
