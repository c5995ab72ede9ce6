import { ok } from '@keyturn/core';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Deletes an endpoint: its own secrets are disabled, its waiting deliveries dead. After the answer nothing more is sent to it. */
export async function deleteEndpoint(
  parts: OperationParts,
  ...[caller, accountId, endpointId]: Parameters<Operations['deleteEndpoint']>
): Outcome<undefined> {
  const { store, clock, keyring, directory } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  return parts.perAccount.run(accountRef, async () => {
    const endpoint = await findEndpoint(parts, found.value, endpointId);
    if (!endpoint.ok) return endpoint;
    const now = clock.wall();
    const entry = makeAuditEntry(parts, caller, now, {
      accountRef,
      act: 'endpoint.deleted',
      objectType: 'endpoint',
      objectId: endpointId,
      before: { url: endpoint.value.url },
    });
    let commit: 'known' | 'unknown' = 'unknown';
    try {
      await store.endpoints.delete(accountRef, endpoint.value.ref, now, entry);
      commit = 'known';
    } finally {
      directory.forget(accountRef);
      keyring.forget(accountRef, commit);
    }
    return ok(undefined);
  });
}
