/**
 * The master keys at process start: read or made, then compared with what this database was sealed with. A process with the wrong key
 * would seal secrets that nobody opens again, and sign nothing.
 */

import { createHmac, type KeyObject } from 'node:crypto';
import { SEALED_PAGE_ROWS } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import type { RandomBytes } from '../random-bytes.ts';
import { KeyringError } from './keyring-error.ts';
import { formatMasterKey, MASTER_KEY_BYTES, type MasterKeys, parseMasterKeys } from './master-keys.ts';
import { PrivateFileError, readPrivateFile, writePrivateFile } from './private-file.ts';
import { masterKeyIdOf } from './sealer.ts';
import type { Sensitive } from './sensitive.ts';

/** The fact of the installation that holds the check value of each master key, by id. */
const CHECKS_FACT = 'master_key_checks';
const CHECK_MESSAGE = 'keyturn-master-key-check.v1';

/** Where the master keys come from. */
export interface MasterKeySource {
  /** KEYTURN_MASTER_KEYS, when it is set. */
  readonly given: Sensitive<string> | undefined;
  /** Else this file; made when neither it nor any sealed secret exists. */
  readonly path: string;
}

/** The master keys, and the file when it was made just now. */
export interface OpenedMasterKeys {
  readonly masterKeys: MasterKeys;
  readonly madeFile?: string;
}

/**
 * Reads the master keys, or makes the file at the first start of an installation, and holds them against the check values in the
 * database. Throws KeyringError `master_keys_refused` with one sentence that says what to do.
 */
export async function openMasterKeys(
  store: Pick<Store, 'instance' | 'keysets'>,
  source: MasterKeySource,
  random: RandomBytes,
): Promise<OpenedMasterKeys> {
  const checks = parseChecks(await store.instance.find(CHECKS_FACT));
  const opened = readOrMake(source, [...checks.keys()], random);
  const { byId } = opened.masterKeys;
  await assertMasterKeysFit(store, opened.masterKeys, nameOf(source));
  const recorded = new Map([...byId.values()].map(({ id, key }) => [id, checkOf(key)]));
  const isSame =
    recorded.size === checks.size && [...recorded].every(([id, check]) => checks.get(id) === check);
  if (!isSame) await store.instance.put(CHECKS_FACT, JSON.stringify(Object.fromEntries(recorded)));
  return opened;
}

/**
 * Holds master keys against the check values and the sealed secrets of a database; writes nothing. Throws KeyringError
 * `master_keys_refused` with one sentence that says what to do, naming `label` as where the keys come from.
 */
export async function assertMasterKeysFit(
  store: Pick<Store, 'instance' | 'keysets'>,
  { byId }: MasterKeys,
  label: string,
): Promise<void> {
  const checks = parseChecks(await store.instance.find(CHECKS_FACT));
  for (const { id, key } of byId.values()) {
    const check = checks.get(id);
    if (check !== undefined && check !== checkOf(key)) {
      throw refused(
        `The master key ${id} is not the one that sealed this database; put the right key back in ${label}.`,
      );
    }
  }
  const missing = [...checks.keys()].filter((id) => !byId.has(id));
  if (missing.length === 0) return;
  const needed = await findNeeded(store, new Set(missing));
  if (needed === undefined) return;
  throw refused(
    `Secrets in this database are sealed under the master key ${needed}, which is not given; add it to ${label}, behind the one that seals.`,
  );
}

function readOrMake(
  source: MasterKeySource,
  recordedIds: readonly string[],
  random: RandomBytes,
): OpenedMasterKeys {
  if (source.given !== undefined) {
    return { masterKeys: parseMasterKeys(source.given.reveal(), 'KEYTURN_MASTER_KEYS') };
  }
  try {
    const text = readPrivateFile(source.path);
    if (text !== undefined) return { masterKeys: parseMasterKeys(text, source.path) };
    if (recordedIds.length > 0) {
      throw refused(
        `The master key file ${source.path} is missing, and this database was sealed with the master key ${recordedIds.join(', ')}; restore the file from your copy, or set KEYTURN_MASTER_KEYS.`,
      );
    }
    // An id of its own for each installation: a key of the same name from elsewhere would look like the right one.
    const id = `mk-${Buffer.from(random(4)).toString('hex')}`;
    const bytes = Buffer.from(random(MASTER_KEY_BYTES));
    const made = formatMasterKey(id, bytes);
    bytes.fill(0);
    writePrivateFile(
      source.path,
      `# Master keys of this installation. Keep a copy apart from the database: without them its secrets are lost.\n${made}\n`,
    );
    return { masterKeys: parseMasterKeys(made, source.path), madeFile: source.path };
  } catch (error) {
    if (error instanceof PrivateFileError) {
      throw new KeyringError('master_keys_refused', error.message, { cause: error });
    }
    throw error;
  }
}

/** One of `ids` that a sealed secret names. Reads every sealed secret, which happens only when a master key was taken away. */
async function findNeeded(
  store: Pick<Store, 'keysets'>,
  ids: ReadonlySet<string>,
): Promise<string | undefined> {
  let position: string | undefined;
  do {
    const page = await store.keysets.listSealed({
      limit: SEALED_PAGE_ROWS,
      ...(position === undefined ? {} : { position }),
    });
    for (const row of page.rows) {
      const id = masterKeyIdOf(row.sealed);
      if (id !== undefined && ids.has(id)) return id;
    }
    position = page.next;
  } while (position !== undefined);
  return undefined;
}

function checkOf(key: KeyObject): string {
  return createHmac('sha256', key).update(CHECK_MESSAGE).digest('base64');
}

function parseChecks(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined) return new Map();
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null)
    throw new Error(`instance fact ${CHECKS_FACT} is malformed`);
  return new Map(Object.entries(parsed).map(([id, check]) => [id, String(check)]));
}

/** Where master keys come from, in the words of a refusal. */
export function nameOf(source: MasterKeySource): string {
  return source.given === undefined ? source.path : 'KEYTURN_MASTER_KEYS';
}

function refused(message: string): KeyringError {
  return new KeyringError('master_keys_refused', message);
}
