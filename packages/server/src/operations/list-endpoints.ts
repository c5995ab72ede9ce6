import { ok } from '@keyturn/core';
import type { Endpoint, Page } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Endpoints of the account that are not deleted, newest first. */
export async function listEndpoints(
  parts: OperationParts,
  ...[accountId, page]: Parameters<Operations['listEndpoints']>
): Outcome<Page<Endpoint>> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  // Each shows its last attempt.
  await parts.delivery.whenUsageWritten(accountRef);
  return ok(await parts.store.endpoints.list(accountRef, page));
}
