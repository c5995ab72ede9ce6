import { refuse } from '@keyturn/core';
import type { Delivery } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import { getDelivery } from './get-delivery.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/**
 * Starts a new generation of a delivery, in whatever state it is: due now, with a full schedule. Now means now: a rest that the receiver
 * asked for ends. While its endpoint is paused it waits. Refuses when the endpoint is deleted.
 */
export async function retryDelivery(
  parts: OperationParts,
  ...[caller, accountId, deliveryId]: Parameters<Operations['retryDelivery']>
): Outcome<Delivery> {
  const { store, clock, delivery: engine } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const delivery = await getDelivery(parts, accountId, deliveryId);
  if (!delivery.ok) return delivery;
  const accountRef = found.value.account.ref;
  const { ref, endpointRef, status, generation } = delivery.value;
  const now = clock.wall();
  // Before as well as after: a claim that finds the delivery in between would hand it back until the end of that rest.
  engine.wake(endpointRef);
  const isRetried = await store.deliveries.retry(
    accountRef,
    ref,
    now,
    makeAuditEntry(parts, caller, now, {
      accountRef,
      act: 'delivery.retried',
      objectType: 'delivery',
      objectId: deliveryId,
      before: { status, generation },
    }),
  );
  if (!isRetried) return refuse({ code: 'not_found', what: 'endpoint' });
  engine.wake(endpointRef);
  return getDelivery(parts, accountId, deliveryId);
}
