import { ok, refuse } from '@keyturn/core';
import type { EventSummary } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** An event of the account with its body, byte for byte as it is sent. */
export async function getEvent(
  parts: OperationParts,
  ...[accountId, eventId]: Parameters<Operations['getEvent']>
): Outcome<EventSummary & { readonly body: Uint8Array }> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const event = await parts.store.events.find(found.value.account.ref, eventId);
  return event === undefined ? refuse({ code: 'not_found', what: 'event' }) : ok(event);
}
