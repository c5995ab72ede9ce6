import type { AccountRef, Keyset, ScopeRef, SecretId } from '@keyturn/core';
import type { Store } from '@keyturn/store';
import { KeyringError } from './keyring-error.ts';
import type { MasterKeys } from './master-keys.ts';
import { open } from './sealer.ts';
import { type OpenedSecret, openedSecret } from './signing-keyset.ts';

/** A scope's keyset with its secrets that sign, opened, or why one did not open. A pending secret stays sealed: it signs no event. */
export interface OpenedScope {
  readonly keyset: Keyset;
  readonly secretById: ReadonlyMap<SecretId, OpenedSecret | KeyringError>;
}

/** Reads a scope and opens its active and retiring secrets; undefined when there is no such scope. */
export async function readOpenedScope(
  store: Pick<Store, 'keysets'>,
  masterKeys: MasterKeys,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
): Promise<OpenedScope | undefined> {
  const sealed = await store.keysets.findSealed(accountRef, scopeRef);
  if (sealed === undefined) return undefined;
  const secretById = new Map<SecretId, OpenedSecret | KeyringError>();
  for (const secret of sealed.keyset.secrets) {
    if (secret.status !== 'active' && secret.status !== 'retiring') continue;
    const bytes = sealed.sealedById.get(secret.id);
    secretById.set(
      secret.id,
      bytes === undefined
        ? unreadable(secret.id, 'is gone from its row')
        : openSecret(masterKeys, accountRef, scopeRef, secret, bytes),
    );
  }
  return { keyset: sealed.keyset, secretById };
}

function openSecret(
  masterKeys: MasterKeys,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
  secret: Keyset['secrets'][number],
  sealed: Uint8Array,
): OpenedSecret | KeyringError {
  try {
    const bytes = open(masterKeys, { accountRef, scopeRef, secretId: secret.id }, sealed);
    const opened = openedSecret(secret.id, bytes);
    bytes.fill(0);
    // The row's key id is what people compare before they activate: signing with another key under that name would deceive them.
    return opened.keyId === secret.keyId
      ? opened
      : unreadable(secret.id, 'belongs to another key id than its row');
  } catch (error) {
    if (error instanceof KeyringError) return error;
    throw error;
  }
}

function unreadable(id: SecretId, what: string): KeyringError {
  return new KeyringError(
    'sealed_unreadable',
    `The sealed secret ${id} ${what}; nothing of its scope is sent. Restore the row from a backup.`,
  );
}
