import type { AccountRef, DeliveryRef, EpochMs } from '@keyturn/core';
import type { Transaction } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import { forUpdate } from './locking.ts';
import type { Schema } from './schema.ts';

/** Which delivery starts again, when, and who asked. */
export interface RetryInput {
  readonly accountRef: AccountRef;
  readonly ref: DeliveryRef;
  readonly at: EpochMs;
  readonly audit: AuditEntry;
}

/**
 * Starts a new generation of a delivery, in whatever state it is. An attempt of an earlier generation that is still under way can no
 * longer end it: its results carry that generation. Locks the due row, the delivery and the lane in the order in which results do.
 */
export async function retryDelivery(
  db: Database,
  tx: Transaction<Schema>,
  { accountRef, ref, at, audit }: RetryInput,
): Promise<boolean> {
  const dueRow = tx
    .selectFrom('due')
    .select(['endpoint_id', 'due_at', 'token', 'generation', 'attempts', 'attempts_before'])
    .where('account_id', '=', accountRef)
    .where('delivery_id', '=', ref);
  const due = await forUpdate(db, dueRow).executeTakeFirst();
  const deliveryRow = tx
    .selectFrom('deliveries')
    .select(['event_id', 'endpoint_id', 'generation', 'attempts'])
    .where('account_id', '=', accountRef)
    .where('delivery_id', '=', ref);
  const delivery = await forUpdate(db, deliveryRow).executeTakeFirst();
  if (delivery === undefined) return false;
  if (!(await lowerLane(tx, accountRef, delivery.endpoint_id, at))) return false;

  const generation = delivery.generation + 1;
  if (due === undefined) {
    await tx
      .insertInto('due')
      .values({
        account_id: accountRef,
        endpoint_id: delivery.endpoint_id,
        due_at: at,
        delivery_id: ref,
        event_id: delivery.event_id,
        token: 0,
        generation,
        claimed: 0,
        attempts: 0,
        attempts_before: delivery.attempts,
        enqueued_at: at,
      })
      .execute();
  } else {
    await tx
      .updateTable('due')
      .set({
        due_at: at,
        token: due.token + 1,
        generation,
        claimed: 0,
        attempts: 0,
        attempts_before: due.attempts_before + due.attempts,
      })
      .where('account_id', '=', accountRef)
      .where('delivery_id', '=', ref)
      .execute();
  }
  await tx
    .updateTable('deliveries')
    .set({ status: 'waiting', generation, closed_at: null, dead_reason: null })
    .where('account_id', '=', accountRef)
    .where('delivery_id', '=', ref)
    .execute();
  await insertAudit(tx, [audit]);
  return true;
}

/**
 * Makes sure that a claim at `at` visits the lane and is not put off by a rest that its receiver asked for; false when there is none: its
 * endpoint is deleted or its account closed. A paused lane stays paused.
 */
async function lowerLane(
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  endpointId: number,
  at: EpochMs,
): Promise<boolean> {
  const lowered = await tx
    .updateTable('lanes')
    .set((eb) => ({
      next_at: eb
        .case()
        .when(eb.and([eb('paused_at', 'is', null), eb('next_at', '>', at)]))
        .then(at)
        .else(eb.ref('next_at'))
        .end(),
      hold_until: null,
      head_due: eb.case().when('head_due', '>', at).then(at).else(eb.ref('head_due')).end(),
    }))
    .where('account_id', '=', accountRef)
    .where('endpoint_id', '=', endpointId)
    .executeTakeFirst();
  return lowered.numUpdatedRows === 1n;
}
