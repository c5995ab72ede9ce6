import { type Bytes, decodeBase64, encodeBase64 } from './bytes.ts';
import { SECRET_TEXT_CHARS_MAX, SIGNING_KEY_BYTES_MAX, SIGNING_KEY_BYTES_MIN } from './limits.ts';
import { WebhookVerificationError } from './verification-error.ts';

// Secret text, spec/signing.md 5: `whsec_` and the signing key in base64. Nothing here repeats any of it in an error.

const SECRET_PREFIX = 'whsec_';

/** The secret text of a signing key of 24 to 64 bytes; Keyturn's own have 32. */
export function formatSecretText(signingKey: Uint8Array): string {
  if (signingKey.length < SIGNING_KEY_BYTES_MIN || signingKey.length > SIGNING_KEY_BYTES_MAX) {
    throw new RangeError(
      `A signing key has ${SIGNING_KEY_BYTES_MIN} to ${SIGNING_KEY_BYTES_MAX} bytes; this has ${signingKey.length}.`,
    );
  }
  return SECRET_PREFIX + encodeBase64(signingKey);
}

/**
 * The signing key in a secret text. White space around the text, as a paste brings it, is dropped; nothing else is forgiven.
 * Throws `bad_secret`, saying what is wrong in words that begin with `label` and never with the text itself.
 */
export function parseSecretText(text: string, label = 'The secret'): Bytes {
  const trimmed = trimSecretText(text, label);
  if (!trimmed.startsWith(SECRET_PREFIX)) throw refusedPrefix(trimmed, label);
  const encoded = trimmed.slice(SECRET_PREFIX.length);
  const signingKey = decodeBase64(encoded);
  if (signingKey === undefined) throw refusedBase64(encoded, label);
  if (signingKey.length < SIGNING_KEY_BYTES_MIN || signingKey.length > SIGNING_KEY_BYTES_MAX) {
    throw badSecret(
      `${label} holds ${signingKey.length} bytes after ${SECRET_PREFIX}; a secret has ${SIGNING_KEY_BYTES_MIN} to ${SIGNING_KEY_BYTES_MAX}.`,
      'Copy the whole text again; if it really is this short or long, ask the sender for a new secret.',
    );
  }
  return signingKey;
}

/**
 * The text of a secret for the `kore` profile, which signs with the text itself: white space around it dropped. A text
 * that begins with `whsec_` must be a sound one; any other text is taken as it is. Throws `bad_secret`.
 */
export function parseKoreSecretText(text: string, label = 'The secret'): string {
  const trimmed = trimSecretText(text, label);
  if (trimmed.startsWith(SECRET_PREFIX)) parseSecretText(trimmed, label);
  return trimmed;
}

/** Whether a secret text has the `whsec_` form, from which a signing key, and so a key id, can be made. */
export function hasSecretPrefix(text: string): boolean {
  return text.startsWith(SECRET_PREFIX);
}

function trimSecretText(text: string, label: string): string {
  const trimmed = text.trim();
  if (trimmed === '')
    throw badSecret(`${label} is empty.`, 'Set it to the text that the sender showed once.');
  if (trimmed.length > SECRET_TEXT_CHARS_MAX) {
    throw badSecret(
      `${label} has ${trimmed.length} characters; a secret has at most ${SECRET_TEXT_CHARS_MAX}.`,
      'Copy the text of one secret alone.',
    );
  }
  if (/^["'`]|["'`]$/.test(trimmed)) {
    throw badSecret(`${label} has quotes around it.`, 'Remove the quotes; they are not part of the secret.');
  }
  if (/\s/.test(trimmed)) {
    throw badSecret(
      `${label} has white space or a line end inside it.`,
      'Copy the text again as one line. Two secrets are two entries of the list.',
    );
  }
  return trimmed;
}

function refusedPrefix(trimmed: string, label: string): WebhookVerificationError {
  if (/^whpk_|^whsk_/.test(trimmed)) {
    return badSecret(
      `${label} is an ed25519 key (${trimmed.slice(0, 5)}), which belongs to v1a signatures.`,
      `Use the secret that begins with ${SECRET_PREFIX}: this library verifies v1, HMAC-SHA256.`,
    );
  }
  if (trimmed.startsWith('kt_')) {
    return badSecret(
      `${label} looks like an API key (kt_).`,
      `Use the signing secret, which begins with ${SECRET_PREFIX}; an API key calls Keyturn and verifies nothing.`,
    );
  }
  return badSecret(
    `${label} does not begin with ${SECRET_PREFIX} (lower case).`,
    `Copy the whole text. If your sender gives bare base64, write ${SECRET_PREFIX} in front of it.`,
  );
}

function refusedBase64(encoded: string, label: string): WebhookVerificationError {
  const message = `${label} is not base64 after ${SECRET_PREFIX}`;
  if (/^[A-Za-z0-9_-]+={0,2}$/.test(encoded) && /[_-]/.test(encoded)) {
    return badSecret(
      `${message}: it is base64url, with - and _ where + and / belong.`,
      'Replace - by + and _ by /, or copy the text again from the sender.',
    );
  }
  if (/^[A-Za-z0-9+/]+$/.test(encoded)) {
    return badSecret(
      `${message}: its end is cut off, or the = at its end is missing.`,
      'Copy the whole text again; a double click often leaves the = behind.',
    );
  }
  return badSecret(`${message}.`, 'Copy the whole text again from the place where the sender showed it.');
}

function badSecret(message: string, fix: string): WebhookVerificationError {
  return new WebhookVerificationError('bad_secret', message, fix);
}
