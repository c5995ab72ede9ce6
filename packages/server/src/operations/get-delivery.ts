import { deliveryRefOf, ok, refuse } from '@keyturn/core';
import type { Delivery } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** A delivery of the account. */
export async function getDelivery(
  parts: OperationParts,
  ...[accountId, deliveryId]: Parameters<Operations['getDelivery']>
): Outcome<Delivery> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const ref = deliveryRefOf(deliveryId);
  const delivery =
    ref === undefined ? undefined : await parts.store.deliveries.find(found.value.account.ref, ref);
  return delivery === undefined ? refuse({ code: 'not_found', what: 'delivery' }) : ok(delivery);
}
