import { ok, type Result, refuse } from '@keyturn/core';
import { findAccount } from './find-account.ts';
import type { OperationError } from './operation-error.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome, Published } from './operations.ts';
import { prepareEvent } from './prepare-event.ts';
import { published } from './publish-event.ts';

/**
 * Accepts a batch: one result per event, in order; some may be refused while others are stored. All are handed over in one go, so that
 * they share a commit; when the database fails, the whole call throws.
 */
export async function publishEvents(
  parts: OperationParts,
  ...[_caller, accountId, inputs]: Parameters<Operations['publishEvents']>
): Outcome<readonly Result<Published, OperationError>[]> {
  const { delivery } = parts;
  const busy = delivery.admission();
  if (busy !== undefined) return refuse({ code: 'overloaded', ...busy });
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const results = inputs.map(async (input): Promise<Result<Published, OperationError>> => {
    const prepared = prepareEvent(parts, found.value, input);
    if (!prepared.ok) return prepared;
    return published(prepared.value, await delivery.publish(prepared.value.request));
  });
  return ok(await Promise.all(results));
}
