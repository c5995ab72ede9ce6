import { ok } from '@keyturn/core';
import type { Account } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Changes an account's name or its signature profiles. After the answer every request carries the new profiles. */
export async function updateAccount(
  parts: OperationParts,
  ...[caller, accountId, change]: Parameters<Operations['updateAccount']>
): Outcome<Account> {
  const { store, clock, keyring, directory } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  return parts.perAccount.run(found.value.account.ref, async () => {
    // Read again in its turn: another change may have come first.
    const current = await findAccount(parts, accountId);
    if (!current.ok) return current;
    const { account } = current.value;
    const updated: Account = {
      ...account,
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.signatureProfiles === undefined ? {} : { signatureProfiles: change.signatureProfiles }),
    };
    const entry = makeAuditEntry(parts, caller, clock.wall(), {
      accountRef: account.ref,
      act: 'account.updated',
      objectType: 'account',
      objectId: account.id,
      before: { name: account.name, signature_profiles: account.signatureProfiles },
      after: { name: updated.name, signature_profiles: updated.signatureProfiles },
    });
    let commit: 'known' | 'unknown' = 'unknown';
    try {
      await store.accounts.update(updated, entry);
      commit = 'known';
    } finally {
      directory.forget(account.ref);
      if (change.signatureProfiles !== undefined) keyring.forget(account.ref, commit);
    }
    return ok(updated);
  });
}
