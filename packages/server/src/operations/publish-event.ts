import { type AccountId, ok, type Result, refuse } from '@keyturn/core';
import type { PublishResult } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationError } from './operation-error.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Caller, Outcome, Published, PublishInput } from './operations.ts';
import { type PreparedEvent, prepareEvent } from './prepare-event.ts';

/** Accepts an event: it is on disk, with its deliveries, when this answers. */
export async function publishEvent(
  parts: OperationParts,
  _caller: Caller,
  accountId: AccountId,
  input: PublishInput,
): Outcome<Published> {
  const { directory, delivery } = parts;
  const busy = delivery.admission();
  if (busy !== undefined) return refuse({ code: 'overloaded', ...busy });
  let entry = directory.find(accountId);
  if (entry === undefined) {
    const found = await findAccount(parts, accountId);
    if (!found.ok) return found;
    entry = found.value;
  }
  const prepared = prepareEvent(parts, entry, input);
  if (!prepared.ok) return prepared;
  return published(prepared.value, await delivery.publish(prepared.value.request));
}

/** What a publisher learns of a prepared event that was committed. */
export function published(
  { request, warnings }: PreparedEvent,
  result: PublishResult,
): Result<Published, OperationError> {
  const { id } = request.event;
  if (result === 'conflict') return refuse({ code: 'event_id_conflict', eventId: id });
  return ok({ id, duplicate: result === 'duplicate', warnings });
}
