import { ok } from '@keyturn/core';
import type { Page, SecretRow } from '@keyturn/store';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Secrets of the account's own scope, of one endpoint's, or of every scope, newest first. */
export async function listSecrets(
  parts: OperationParts,
  ...[accountId, scope, page]: Parameters<Operations['listSecrets']>
): Outcome<Page<SecretRow>> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  if (scope.type !== 'endpoint') {
    return ok(await parts.store.keysets.list(accountRef, scope.type === 'all' ? 'all' : accountRef, page));
  }
  const endpoint = await findEndpoint(parts, found.value, scope.endpointId);
  if (!endpoint.ok) return endpoint;
  return ok(await parts.store.keysets.list(accountRef, endpoint.value.ref, page));
}
