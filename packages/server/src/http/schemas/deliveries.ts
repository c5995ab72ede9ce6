import { type DeadReason, deliveryIdOf, formatTime } from '@keyturn/core';
import type { Attempt, Delivery } from '@keyturn/store';
import { z } from 'zod';
import type { Operations } from '../../operations/operations.ts';
import {
  accountParams,
  deliveryId,
  endpointId,
  eventId,
  eventType,
  pageOf,
  pageQuery,
  shownTime,
  shownTimeOf,
} from './fields.ts';
import { CAUSES, lastAttempt, presentLastAttempt } from './last-attempt.ts';

const DEAD_REASONS = [
  'exhausted',
  'poison',
  'endpoint_deleted',
  'account_deleted',
  'expired',
] as const satisfies readonly DeadReason[];

const status = z.enum(['waiting', 'delivered', 'dead']);

export const deliveryParams = accountParams.extend({ delivery: deliveryId });

export const listDeliveriesQuery = z.strictObject({
  ...pageQuery,
  status: status.optional(),
  endpoint_id: endpointId.optional(),
  event_id: eventId.optional(),
  event_type: eventType.optional(),
});

export const delivery = z
  .object({
    id: z.string(),
    account_id: z.string(),
    event_id: z.string(),
    event_type: z.string(),
    endpoint_id: z.string(),
    status,
    attempt_count: z.int().meta({ description: 'Attempts made, by schedule and by hand.' }),
    generation: z.int().meta({ description: 'Raised by every retry by hand.' }),
    created_at: shownTime,
    next_attempt_at: shownTime.nullable().meta({ description: 'While it waits.' }),
    closed_at: shownTime.nullable().meta({ description: 'When it was delivered, or died.' }),
    dead_reason: z.enum(DEAD_REASONS).nullable(),
    last_attempt: lastAttempt.nullable().meta({ description: 'Null before the first attempt.' }),
  })
  .meta({
    id: 'Delivery',
    description: "One event's way to one endpoint.",
    examples: [
      {
        id: 'dlv_0000000002N',
        account_id: 'acme',
        event_id: 'evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
        event_type: 'invoice.paid',
        endpoint_id: 'ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
        status: 'delivered',
        attempt_count: 1,
        generation: 1,
        created_at: '2026-03-01T12:00:00.000Z',
        next_attempt_at: null,
        closed_at: '2026-03-01T12:00:00.210Z',
        dead_reason: null,
        last_attempt: {
          delivery_id: 'dlv_0000000002N',
          started_at: '2026-03-01T12:00:00.005Z',
          duration_ms: 205,
          cause: 'ok',
          status_code: 200,
          key_ids: ['KF3IQCNHSR'],
        },
      },
    ],
  });

export const deliveryPage = pageOf(delivery, 'DeliveryPage');

export const attempt = z
  .object({
    n: z.int().meta({ description: '1, 2, 3, ... without gaps.' }),
    started_at: shownTime,
    duration_ms: z.number(),
    cause: z.enum(CAUSES).meta({ description: 'What came of it, in one word.' }),
    status_code: z.int().nullable(),
    key_ids: z.array(z.string()).meta({ description: 'Keys that signed it, active first; empty: unsigned.' }),
    epoch: z.int().meta({ description: 'Epoch of the keyset that signed it.' }),
    response_headers: z.record(z.string(), z.string()).nullable(),
    response_body: z.string().nullable().meta({ description: 'The first 4 KiB of the answer, as text.' }),
  })
  .meta({
    id: 'Attempt',
    description: 'One HTTP request of a delivery, and its outcome.',
    examples: [
      {
        n: 1,
        started_at: '2026-03-01T12:00:00.005Z',
        duration_ms: 205,
        cause: 'ok',
        status_code: 200,
        key_ids: ['KF3IQCNHSR'],
        epoch: 1,
        response_headers: { 'content-type': 'text/plain' },
        response_body: 'thanks',
      },
    ],
  });

export const attemptList = z
  .object({ data: z.array(attempt) })
  .meta({ id: 'AttemptList', description: 'All attempts of a delivery, oldest first.' });

/** What a list of deliveries is narrowed to, as the operation takes it. */
export function deliveryFilterOf(
  query: z.output<typeof listDeliveriesQuery>,
): Parameters<Operations['listDeliveries']>[1] {
  return {
    ...(query.status === undefined ? {} : { status: query.status }),
    ...(query.endpoint_id === undefined ? {} : { endpointId: query.endpoint_id }),
    ...(query.event_id === undefined ? {} : { eventId: query.event_id }),
    ...(query.event_type === undefined ? {} : { eventType: query.event_type }),
  };
}

/** A delivery as the API shows it. */
export function presentDelivery(row: Delivery, account: string): z.output<typeof delivery> {
  return {
    id: deliveryIdOf(row.ref),
    account_id: account,
    event_id: row.eventId,
    event_type: row.eventType,
    endpoint_id: row.endpointId,
    status: row.status,
    attempt_count: row.attempts,
    generation: row.generation,
    created_at: formatTime(row.createdAt),
    next_attempt_at: shownTimeOf(row.nextAttemptAt),
    closed_at: shownTimeOf(row.closedAt),
    dead_reason: row.deadReason ?? null,
    last_attempt: row.lastAttempt === undefined ? null : presentLastAttempt(row.lastAttempt),
  };
}

/** An attempt as the API shows it. The body is text whatever it was: bytes that are no UTF-8 show as replacement characters. */
export function presentAttempt(row: Attempt): z.output<typeof attempt> {
  return {
    n: row.n,
    started_at: formatTime(row.startedAt),
    duration_ms: row.durationMs,
    cause: row.cause,
    status_code: row.statusCode ?? null,
    key_ids: [...row.keyIds],
    epoch: row.epoch,
    response_headers: row.responseHeaders === undefined ? null : { ...row.responseHeaders },
    response_body: row.responseBody === undefined ? null : new TextDecoder().decode(row.responseBody),
  };
}
