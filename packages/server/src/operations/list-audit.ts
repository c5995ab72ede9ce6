import { ok } from '@keyturn/core';
import type { AuditEntry, Page } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** The account's audit log, newest first. */
export async function listAudit(
  parts: OperationParts,
  ...[accountId, filter, page]: Parameters<Operations['listAudit']>
): Outcome<Page<AuditEntry>> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  return ok(await parts.store.audit.list(found.value.account.ref, filter, page));
}
