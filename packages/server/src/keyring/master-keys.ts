/**
 * Master keys seal the secrets at rest. The first one of the list seals; all of them open, so that a new one can be put in front
 * while secrets sealed by the former ones remain. They come from KEYTURN_MASTER_KEYS or from a file that nobody else can read.
 */

import { createSecretKey, type KeyObject } from 'node:crypto';
import { MASTER_KEY_ID_CHARACTERS_MAX, MASTER_KEYS_MAX } from '@keyturn/core';
import { KeyringError } from './keyring-error.ts';

/** AES-256. */
export const MASTER_KEY_BYTES = 32;

/** One master key: its name, which is no secret, and the key itself. */
export interface MasterKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** The master keys of the installation. */
export interface MasterKeys {
  /** Seals every new secret. */
  readonly sealing: MasterKey;
  /** Opens what it sealed, by id; holds the sealing one too. */
  readonly byId: ReadonlyMap<string, MasterKey>;
}

/**
 * Parses `id:base64,id:base64,...`; a line end separates as a comma does, and lines that begin with `#` are skipped. `label` names the
 * source in the refusal. Throws `master_keys_refused` with a sentence that holds no part of any key.
 */
export function parseMasterKeys(text: string, label: string): MasterKeys {
  const entries = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join(',')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const byId = new Map<string, MasterKey>();
  for (const [index, entry] of entries.entries()) {
    const masterKey = parseMasterKey(entry, `Entry ${index + 1} of ${label}`);
    if (byId.has(masterKey.id)) {
      throw refused(`${label} names the master key ${masterKey.id} twice; give each its own id.`);
    }
    byId.set(masterKey.id, masterKey);
  }
  const [sealing] = byId.values();
  if (sealing === undefined) {
    throw refused(`${label} holds no master key; write id:base64, the base64 of 32 random bytes.`);
  }
  if (byId.size > MASTER_KEYS_MAX) {
    throw refused(`${label} holds ${byId.size} master keys; at most ${MASTER_KEYS_MAX} are read.`);
  }
  return { sealing, byId };
}

/** `id:base64` of a master key, as parseMasterKeys reads it. */
export function formatMasterKey(id: string, bytes: Uint8Array): string {
  return `${id}:${Buffer.from(bytes).toString('base64')}`;
}

function parseMasterKey(entry: string, label: string): MasterKey {
  const [, id, encoded] = /^([A-Za-z0-9_-]+):(.*)$/s.exec(entry) ?? [];
  if (id === undefined || encoded === undefined) {
    throw refused(
      `${label} is not id:base64; the id is 1 to ${MASTER_KEY_ID_CHARACTERS_MAX} of A-Z a-z 0-9 _ -.`,
    );
  }
  if (id.length > MASTER_KEY_ID_CHARACTERS_MAX) {
    throw refused(`${label} has an id of ${id.length} characters; at most ${MASTER_KEY_ID_CHARACTERS_MAX}.`);
  }
  const bytes = Buffer.from(encoded, 'base64');
  // Node's decoder forgives anything: a key that lost characters on its way must not become another key.
  if (bytes.toString('base64') !== encoded) {
    throw refused(
      `${label} (${id}) is not padded base64; copy the whole key, or make one with: openssl rand -base64 32`,
    );
  }
  if (bytes.length !== MASTER_KEY_BYTES) {
    throw refused(
      `${label} (${id}) holds ${bytes.length} bytes; a master key has ${MASTER_KEY_BYTES}: openssl rand -base64 32`,
    );
  }
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, key };
}

function refused(message: string): KeyringError {
  return new KeyringError('master_keys_refused', message);
}
