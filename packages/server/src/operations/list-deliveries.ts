import { ok, refuse } from '@keyturn/core';
import type { Delivery, DeliveryFilter, Page } from '@keyturn/store';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Deliveries of the account, newest first; of one endpoint, of one event, or in one status. */
export async function listDeliveries(
  parts: OperationParts,
  ...[accountId, filter, page]: Parameters<Operations['listDeliveries']>
): Outcome<Page<Delivery>> {
  const { store } = parts;
  const { endpointId, eventId, ...status } = filter;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  let narrowed: DeliveryFilter = status;
  if (endpointId !== undefined) {
    const endpoint = await findEndpoint(parts, found.value, endpointId);
    if (!endpoint.ok) return endpoint;
    narrowed = { ...narrowed, endpointRef: endpoint.value.ref };
  }
  if (eventId !== undefined) {
    const eventRef = await store.events.findRef(accountRef, eventId);
    if (eventRef === undefined) return refuse({ code: 'not_found', what: 'event' });
    narrowed = { ...narrowed, eventRef };
  }
  return ok(await store.deliveries.list(accountRef, narrowed, page));
}
