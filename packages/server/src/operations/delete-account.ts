import { ok } from '@keyturn/core';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/**
 * Closes an account: its API keys are revoked, its secrets disabled and their bytes removed, its waiting deliveries dead. After the
 * answer nothing more is sent for it. Its history stays until retention takes it, its id stays taken.
 */
export async function deleteAccount(
  parts: OperationParts,
  ...[caller, accountId]: Parameters<Operations['deleteAccount']>
): Outcome<undefined> {
  const { store, clock, keyring, directory, authenticator } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const { account } = found.value;
  const now = clock.wall();
  const entry = makeAuditEntry(parts, caller, now, {
    accountRef: account.ref,
    act: 'account.deleted',
    objectType: 'account',
    objectId: account.id,
    before: { name: account.name },
  });
  let commit: 'known' | 'unknown' = 'unknown';
  try {
    await store.accounts.close(account.ref, now, entry);
    commit = 'known';
  } finally {
    directory.forget(account.ref);
    keyring.forget(account.ref, commit);
    authenticator.forget();
  }
  return ok(undefined);
}
