import { ok } from '@keyturn/core';
import type { EventSummary, Page } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Events of the account without their bodies, newest first. */
export async function listEvents(
  parts: OperationParts,
  ...[accountId, filter, page]: Parameters<Operations['listEvents']>
): Outcome<Page<EventSummary>> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  return ok(await parts.store.events.list(found.value.account.ref, filter, page));
}
