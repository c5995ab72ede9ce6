import { deliveryRefOf, ok, refuse } from '@keyturn/core';
import type { Attempt } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** All attempts of a delivery, oldest first. */
export async function listAttempts(
  parts: OperationParts,
  ...[accountId, deliveryId]: Parameters<Operations['listAttempts']>
): Outcome<readonly Attempt[]> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const ref = deliveryRefOf(deliveryId);
  const attempts =
    ref === undefined ? undefined : await parts.store.deliveries.listAttempts(found.value.account.ref, ref);
  return attempts === undefined ? refuse({ code: 'not_found', what: 'delivery' }) : ok(attempts);
}
