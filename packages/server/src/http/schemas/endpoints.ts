import {
  DESCRIPTION_CHARACTERS_MAX,
  EVENT_TYPES_MAX,
  formatTime,
  HEADERS_MAX,
  isEventTypePattern,
  URL_CHARACTERS_MAX,
} from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';
import { z } from 'zod';
import type { Operations } from '../../operations/operations.ts';
import {
  accountParams,
  endpointId,
  pageOf,
  shownTime,
  shownTimeOf,
  somethingToChange,
  text,
} from './fields.ts';
import { endpointLastAttempt, presentLastAttempt } from './last-attempt.ts';

export const endpointParams = accountParams.extend({ endpoint: endpointId });

const eventTypes = z
  .array(
    z.string().refine(isEventTypePattern, {
      error: 'must be an event type (1 to 128 of A-Z, a-z, 0-9, dot, _ and -) or a `prefix.*`',
      params: { fault: 'wrong_form' },
    }),
  )
  .max(EVENT_TYPES_MAX)
  .meta({
    description: 'Event types that it wants, exact or `prefix.*`; empty: all of them.',
    examples: [['invoice.*', 'customer.created']],
  });

/**
 * Custom headers by name. Which names and values can be sent is the operation's to say; here only what JSON makes of them is settled.
 * No record schema: it leaves a `__proto__` out without a word, and what was sent and is not stored must be refused.
 */
const headers = z
  .custom<Readonly<Record<string, string>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    { error: 'must be an object of header names and texts', params: { fault: 'wrong_type' } },
  )
  .superRefine((value, context) => {
    const names = Object.keys(value);
    if (names.length > HEADERS_MAX) {
      context.addIssue({
        code: 'custom',
        message: `must have at most ${HEADERS_MAX} headers`,
        params: { fault: 'too_long' },
      });
    }
    for (const headerName of names) {
      const path = [headerName];
      if (headerName === '__proto__') {
        context.addIssue({
          code: 'custom',
          path,
          message: 'cannot be a header name',
          params: { fault: 'not_allowed' },
        });
      } else if (typeof value[headerName] !== 'string') {
        context.addIssue({
          code: 'custom',
          path,
          message: 'must be a string',
          params: { fault: 'wrong_type' },
        });
      }
    }
  })
  .meta({
    type: 'object',
    additionalProperties: { type: 'string' },
    maxProperties: HEADERS_MAX,
    description: 'Sent with every request to this endpoint.',
    examples: [{ 'x-region': 'eu-1' }],
  });

const url = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(URL_CHARACTERS_MAX)
  .meta({
    description: 'https, on a public address. Kept as typed.',
    examples: ['https://hooks.example.com/in'],
  });

const description = text(0, DESCRIPTION_CHARACTERS_MAX);

export const createEndpointBody = z
  .strictObject({
    url,
    description: description.optional(),
    event_types: eventTypes.optional(),
    headers: headers.optional(),
  })
  .meta({ examples: [{ url: 'https://hooks.example.com/in', event_types: ['invoice.*'] }] });

export const updateEndpointBody = z
  .strictObject({
    url: url.optional(),
    description: description.optional(),
    event_types: eventTypes.optional(),
    headers: headers.optional(),
  })
  .refine(somethingToChange.check, somethingToChange.params)
  .meta({ examples: [{ event_types: [] }] });

export const endpoint = z
  .object({
    id: z.string(),
    account_id: z.string(),
    url: z.string(),
    description: z.string(),
    event_types: z.array(z.string()),
    headers: z.record(z.string(), z.string()),
    paused: z.boolean(),
    paused_at: shownTime.nullable(),
    paused_reason: z.enum(['manual', 'gone']).nullable().meta({
      description: '`gone`: the receiver answered 410.',
    }),
    created_at: shownTime,
    updated_at: shownTime,
    last_attempt: endpointLastAttempt
      .nullable()
      .meta({ description: 'Null when nothing was sent to it yet.' }),
  })
  .meta({
    id: 'Endpoint',
    description: 'A URL of the account that receives events.',
    examples: [
      {
        id: 'ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
        account_id: 'acme',
        url: 'https://hooks.example.com/in',
        description: '',
        event_types: ['invoice.*'],
        headers: {},
        paused: false,
        paused_at: null,
        paused_reason: null,
        created_at: '2026-03-01T12:00:00.000Z',
        updated_at: '2026-03-01T12:00:00.000Z',
        last_attempt: {
          delivery_id: 'dlv_0000000002N',
          started_at: '2026-03-01T12:00:00.005Z',
          duration_ms: 205,
          cause: 'ok',
          status_code: 200,
          key_ids: ['KF3IQCNHSR'],
          after_last_change: true,
        },
      },
    ],
  });

export const endpointPage = pageOf(endpoint, 'EndpointPage');

/** A new endpoint as the operation takes it. */
export function newEndpointOf(
  body: z.output<typeof createEndpointBody>,
): Parameters<Operations['createEndpoint']>[2] {
  return {
    url: body.url,
    description: body.description ?? '',
    eventTypes: body.event_types ?? [],
    headers: body.headers ?? {},
  };
}

/** A change of an endpoint as the operation takes it. */
export function endpointChangeOf(
  body: z.output<typeof updateEndpointBody>,
): Parameters<Operations['updateEndpoint']>[3] {
  return {
    ...(body.url === undefined ? {} : { url: body.url }),
    ...(body.description === undefined ? {} : { description: body.description }),
    ...(body.event_types === undefined ? {} : { eventTypes: body.event_types }),
    ...(body.headers === undefined ? {} : { headers: body.headers }),
  };
}

/** An endpoint as the API shows it. */
export function presentEndpoint(row: Endpoint, account: string): z.output<typeof endpoint> {
  return {
    id: row.id,
    account_id: account,
    url: row.url,
    description: row.description,
    event_types: [...row.eventTypes],
    headers: { ...row.headers },
    paused: row.paused !== undefined,
    paused_at: shownTimeOf(row.paused?.at),
    paused_reason: row.paused?.reason ?? null,
    created_at: formatTime(row.createdAt),
    updated_at: formatTime(row.updatedAt),
    last_attempt:
      row.lastAttempt === undefined
        ? null
        : {
            ...presentLastAttempt(row.lastAttempt),
            after_last_change: row.lastAttempt.startedAt > row.updatedAt,
          },
  };
}
