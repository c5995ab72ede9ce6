/** Whether the secrets of a database could be used to sign: looked at without a server, for `keyturn doctor`. */
import { SEALED_PAGE_ROWS, SEALED_UNREADABLE_DESCRIBED_MAX } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import { KeyringError } from './keyring-error.ts';
import { parseMasterKeys } from './master-keys.ts';
import { assertMasterKeysFit, type MasterKeySource, nameOf } from './open-master-keys.ts';
import { readPrivateFile } from './private-file.ts';
import { open } from './sealer.ts';

/** What was found: counts, and a sentence for each of the first that do not open. Never a secret. */
export interface SealedExamination {
  readonly openedCount: number;
  readonly unreadableCount: number;
  readonly unreadable: readonly string[];
}

/**
 * Opens every sealed secret and wipes it at once; makes and writes nothing. Undefined when there are no master keys yet. Throws
 * KeyringError or PrivateFileError, each with a sentence that mends it, when the keys cannot be read or belong to another database.
 */
export async function examineSealed(
  store: Pick<Store, 'instance' | 'keysets'>,
  source: MasterKeySource,
): Promise<SealedExamination | undefined> {
  const text = source.given?.reveal() ?? readPrivateFile(source.path);
  if (text === undefined) return undefined;
  const label = nameOf(source);
  const masterKeys = parseMasterKeys(text, label);
  await assertMasterKeysFit(store, masterKeys, label);

  let openedCount = 0;
  let unreadableCount = 0;
  const unreadable: string[] = [];
  let position: string | undefined;
  do {
    const request = { limit: SEALED_PAGE_ROWS, ...(position === undefined ? {} : { position }) };
    const page = await store.keysets.listSealed(request);
    for (const { accountRef, scopeRef, id, sealed } of page.rows) {
      try {
        open(masterKeys, { accountRef, scopeRef, secretId: id }, sealed).fill(0);
        openedCount++;
      } catch (error) {
        if (!(error instanceof KeyringError)) throw error;
        unreadableCount++;
        if (unreadable.length < SEALED_UNREADABLE_DESCRIBED_MAX) unreadable.push(error.message);
      }
    }
    position = page.next;
  } while (position !== undefined);
  return { openedCount, unreadableCount, unreadable };
}
