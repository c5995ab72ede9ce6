/**
 * Sealing at rest: AES-256-GCM under a data key of the secret's own, which is in turn sealed under a master key. A nonce is used with one
 * data key once, so that even a repeated nonce would give nothing away, and a new master key touches data keys alone.
 *
 * A sealed secret, version 1:
 *   1 byte version | 1 byte length n of the master key's id | n bytes id
 *   12 bytes nonce | 32 bytes data key | 16 bytes tag
 *   1 byte length m of the secret | 12 bytes nonce | m bytes secret | 16 bytes tag
 * Both tags cover where the secret belongs (account, scope, id), so that a blob moved to another row does not open.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { AccountRef, ScopeRef, SecretId } from '@keyturn/core';
import type { RandomBytes } from '../random-bytes.ts';
import { KeyringError } from './keyring-error.ts';
import type { MasterKeys } from './master-keys.ts';

const VERSION = 1;
const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
/** Always the full tag: Node's default would take one of 4 bytes, which can be forged by trying. */
const TAG_BYTES = 16;
const DATA_KEY_BYTES = 32;
const WRAPPED_BYTES = NONCE_BYTES + DATA_KEY_BYTES + TAG_BYTES;
const SECRET_BYTES_MAX = 255;

/** Where a sealed secret belongs. */
export interface SealedPlace {
  readonly accountRef: AccountRef;
  readonly scopeRef: ScopeRef;
  readonly secretId: SecretId;
}

/** Seals `secret` for its place under the sealing master key. */
export function seal(
  masterKeys: MasterKeys,
  place: SealedPlace,
  secret: Uint8Array,
  random: RandomBytes,
): Uint8Array {
  if (secret.length === 0 || secret.length > SECRET_BYTES_MAX) {
    throw new RangeError(`A sealed secret has 1 to ${SECRET_BYTES_MAX} bytes; this has ${secret.length}.`);
  }
  const { id, key } = masterKeys.sealing;
  const keyIdBytes = Buffer.from(id, 'latin1');
  const dataKey = Buffer.from(random(DATA_KEY_BYTES));
  const wrapped = encrypt(key, random(NONCE_BYTES), associated(place, 'data-key', id), dataKey);
  const body = encrypt(
    createSecretKey(dataKey),
    random(NONCE_BYTES),
    associated(place, 'secret', id),
    secret,
  );
  dataKey.fill(0);
  return Buffer.concat([
    Uint8Array.of(VERSION, keyIdBytes.length),
    keyIdBytes,
    wrapped,
    Uint8Array.of(secret.length),
    body,
  ]);
}

/**
 * Opens a sealed secret. Throws `sealed_unreadable` when its form, its master key, its place or one byte of it is not what was sealed.
 * The caller wipes the answer when it is done.
 */
export function open(masterKeys: MasterKeys, place: SealedPlace, sealed: Uint8Array): Buffer {
  const id = masterKeyIdOf(sealed);
  const masterKey = id === undefined ? undefined : masterKeys.byId.get(id);
  if (id === undefined) throw unreadable(place, 'has a form that this version does not know');
  if (masterKey === undefined)
    throw unreadable(place, `was sealed under the master key ${id}, which is not given`);

  const wrappedAt = 2 + id.length;
  const lengthAt = wrappedAt + WRAPPED_BYTES;
  const secretBytes = sealed[lengthAt] ?? 0;
  if (sealed.length !== lengthAt + 1 + NONCE_BYTES + secretBytes + TAG_BYTES || secretBytes === 0) {
    throw unreadable(place, 'is cut off or has bytes too many');
  }
  let dataKey: Buffer | undefined;
  try {
    const wrapped = sealed.subarray(wrappedAt, lengthAt);
    dataKey = decrypt(masterKey.key, associated(place, 'data-key', id), wrapped);
    return decrypt(createSecretKey(dataKey), associated(place, 'secret', id), sealed.subarray(lengthAt + 1));
  } catch (error) {
    throw unreadable(place, 'does not open: it was changed, or moved here from another row', error);
  } finally {
    dataKey?.fill(0);
  }
}

/** The id of the master key that a sealed secret names; undefined when it is not of a known form. Opens nothing. */
export function masterKeyIdOf(sealed: Uint8Array): string | undefined {
  const idLength = sealed[1] ?? 0;
  if (sealed[0] !== VERSION || idLength === 0 || sealed.length < 2 + idLength) return undefined;
  return Buffer.from(sealed.subarray(2, 2 + idLength)).toString('latin1');
}

/** What a tag covers beside the bytes themselves. No part can hold a line end, so the parts cannot run into each other. */
function associated(place: SealedPlace, purpose: 'data-key' | 'secret', masterKeyId: string): Buffer {
  const { accountRef, scopeRef, secretId } = place;
  return Buffer.from(
    ['keyturn-sealed', VERSION, purpose, masterKeyId, accountRef, scopeRef, secretId].join('\n'),
  );
}

/** nonce | ciphertext | tag */
function encrypt(key: KeyObject, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(aad);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: KeyObject, aad: Uint8Array, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const opened = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
  // Throws when the tag does not match; GCM's last block is always empty.
  decipher.final();
  return opened;
}

function unreadable(place: SealedPlace, what: string, cause?: unknown): KeyringError {
  return new KeyringError(
    'sealed_unreadable',
    `The sealed secret ${place.secretId} ${what}; nothing of its scope is sent until it opens. Restore the row, or the master key.`,
    { cause },
  );
}
