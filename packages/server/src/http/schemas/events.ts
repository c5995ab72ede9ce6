import { isUtf8 } from 'node:buffer';
import { formatTime } from '@keyturn/core';
import type { EventSummary } from '@keyturn/store';
import { z } from 'zod';
import type { Operations } from '../../operations/operations.ts';
import {
  accountParams,
  epochMsOf,
  eventId,
  eventType,
  pageOf,
  pageQuery,
  shownTime,
  time,
} from './fields.ts';

export const eventParams = accountParams.extend({ event: eventId });

export const listEventsQuery = z.strictObject({
  ...pageQuery,
  type: eventType.optional(),
  since: time.optional(),
  until: time.optional(),
});

const eventFields = {
  id: z.string(),
  account_id: z.string(),
  type: z.string(),
  subject: z.string().nullable(),
  content_type: z.string(),
  body_bytes: z.int(),
  delivery_count: z.int().meta({ description: 'Endpoints that wanted it when it was accepted.' }),
  accepted_at: shownTime,
};

const eventExample = {
  id: 'evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
  account_id: 'acme',
  type: 'invoice.paid',
  subject: null,
  content_type: 'application/json',
  body_bytes: 214,
  delivery_count: 1,
  accepted_at: '2026-03-01T12:00:00.000Z',
};

export const eventSummary = z
  .object(eventFields)
  .meta({ id: 'EventSummary', description: 'An event without its body.', examples: [eventExample] });

export const event = z
  .object({
    ...eventFields,
    body: z.string().nullable().meta({ description: 'The body as sent; null when it is no UTF-8.' }),
    body_base64: z.string().nullable().meta({ description: 'The body when it is no UTF-8.' }),
  })
  .meta({
    id: 'Event',
    description: 'A published event: immutable.',
    examples: [{ ...eventExample, body: '{"specversion":"1.0"}', body_base64: null }],
  });

export const eventPage = pageOf(eventSummary, 'EventPage');

/** What an event is narrowed to in lists, as the operation takes it. */
export function eventFilterOf(
  query: z.output<typeof listEventsQuery>,
): Parameters<Operations['listEvents']>[1] {
  return {
    ...(query.type === undefined ? {} : { type: query.type }),
    ...(query.since === undefined ? {} : { since: epochMsOf(query.since) }),
    ...(query.until === undefined ? {} : { until: epochMsOf(query.until) }),
  };
}

/** An event without its body as the API shows it. */
export function presentEventSummary(row: EventSummary, account: string): z.output<typeof eventSummary> {
  return {
    id: row.id,
    account_id: account,
    type: row.type,
    subject: row.subject ?? null,
    content_type: row.contentType,
    body_bytes: row.bodyBytes,
    delivery_count: row.deliveryCount,
    accepted_at: formatTime(row.acceptedAt),
  };
}

/** An event as the API shows it: its body as text where it is text, so that no number in it is read by anybody on the way. */
export function presentEvent(
  row: EventSummary & { readonly body: Uint8Array },
  account: string,
): z.output<typeof event> {
  const isText = isUtf8(row.body);
  return {
    ...presentEventSummary(row, account),
    body: isText ? Buffer.from(row.body).toString('utf8') : null,
    body_base64: isText ? null : Buffer.from(row.body).toString('base64'),
  };
}
