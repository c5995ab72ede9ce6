import type { Endpoint } from '@keyturn/store';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** An endpoint of the account that is not deleted. */
export async function getEndpoint(
  parts: OperationParts,
  ...[accountId, endpointId]: Parameters<Operations['getEndpoint']>
): Outcome<Endpoint> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  // It shows its last attempt.
  await parts.delivery.whenUsageWritten(found.value.account.ref);
  return findEndpoint(parts, found.value, endpointId);
}
