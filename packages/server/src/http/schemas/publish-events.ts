import { hash } from 'node:crypto';
import {
  BATCH_EVENTS_MAX,
  CONTENT_TYPE_CHARACTERS_MAX,
  type EventId,
  SUBJECT_CHARACTERS_MAX,
  stringifyJson,
  URI_CHARACTERS_MAX,
} from '@keyturn/core';
import { z } from 'zod';
import type { Published, PublishInput } from '../../operations/operations.ts';
import { eventId, eventType, text, time } from './fields.ts';

/** A URI reference as CloudEvents wants it, as far as it can be told without a parser: printable ASCII without spaces. */
const uriReference = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(URI_CHARACTERS_MAX)
  .regex(/^[!-~]*$/, { error: 'must be a URI reference' });

const base64 = z
  .string()
  .refine((value) => Buffer.from(value, 'base64').toString('base64') === value, {
    error: 'must be base64 with padding (RFC 4648, section 4)',
    params: { fault: 'wrong_form' },
  })
  .meta({ contentEncoding: 'base64' });

/**
 * An event to publish. One object and a check, not a union: a union's faults name no field. The check runs only when the fields are
 * sound. On the publish route of the real program zod and a compiled ajv schema cost the same (71 and 68 µs of the main thread per
 * publish, medians of 5 rounds, noise 5 µs), so there is one kind of schema.
 */
export const publishEventBody = z
  .strictObject({
    id: eventId.optional().meta({
      description: 'Yours: the same id with the same content is stored once. Made when left out.',
    }),
    type: eventType,
    data: z.unknown().optional().meta({
      description: 'Any JSON value; sent in a CloudEvents 1.0 envelope. Numbers arrive as they came.',
    }),
    body: z
      .string()
      .refine((value) => value.isWellFormed(), { error: 'must be whole Unicode characters' })
      .optional()
      .meta({ description: 'Text that is sent as it is, instead of `data`; needs `content_type`.' }),
    body_base64: base64.optional().meta({
      description: 'Bytes that are sent as they are, instead of `data`; needs `content_type`.',
    }),
    content_type: z
      .string()
      .max(CONTENT_TYPE_CHARACTERS_MAX)
      .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?: *; *[\w!#$&^.+-]+=(?:[\w!#$&^.+/:-]+|"[ !#-[\]-~]*"))*$/, {
        error: 'must be a media type, like application/x-www-form-urlencoded',
      })
      .optional(),
    time: time.optional().meta({ description: 'When it happened; the moment of acceptance when left out.' }),
    subject: text(1, SUBJECT_CHARACTERS_MAX).optional(),
    source: uriReference.optional().meta({ description: '`/accounts/{id}` when left out.' }),
    dataschema: uriReference.optional(),
  })
  .check(({ value, issues }) => {
    const refuse = (path: string, fault: string, message: string): void => {
      issues.push({ code: 'custom', input: value, path: [path], message, params: { fault } });
    };
    const given = (['data', 'body', 'body_base64'] as const).filter((field) => field in value);
    if (given.length === 0)
      refuse('data', 'required', 'is required (or `body` or `body_base64` with `content_type`)');
    for (const field of given.slice(1)) {
      refuse(
        field,
        'not_allowed',
        `cannot come with \`${given[0]}\`: an event has one of data, body and body_base64`,
      );
    }
    const isVerbatim = given.length > 0 && given[0] !== 'data';
    if (isVerbatim && value.content_type === undefined) {
      refuse('content_type', 'required', `is required with \`${given[0]}\``);
    }
    if (given.length === 1 && given[0] === 'data' && 'content_type' in value) {
      refuse('content_type', 'not_allowed', 'cannot come with `data`, which is sent as JSON');
    }
    for (const field of ['time', 'source', 'dataschema'] as const) {
      if (isVerbatim && field in value) {
        refuse(
          field,
          'not_allowed',
          `cannot come with \`${given[0]}\`: it belongs to the envelope of \`data\``,
        );
      }
    }
  })
  .meta({
    id: 'NewEvent',
    examples: [{ type: 'invoice.paid', data: { invoice: 'in_1042', amount: '12.50' } }],
  });

export type NewEvent = z.output<typeof publishEventBody>;

/** A batch. Each event is judged by itself, so that one bad event does not hold up the others. */
export const publishEventsBody = z
  .strictObject({
    events: z
      .array(z.unknown().meta({ $ref: '#/components/schemas/NewEventInput' }))
      .min(1)
      .max(BATCH_EVENTS_MAX),
  })
  .meta({ examples: [{ events: [{ type: 'invoice.paid', data: { invoice: 'in_1042' } }] }] });

const publishedFields = {
  id: z.string(),
  duplicate: z.boolean().optional().meta({ description: 'True when it was stored before.' }),
  warnings: z.array(z.string()).optional(),
};

export const published = z.object(publishedFields).meta({
  id: 'Published',
  description: 'The event is on disk and will be delivered.',
  examples: [{ id: 'evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V' }],
});

export const publishedBatch = z
  .object({
    results: z.array(
      z
        .object({
          id: z.string().optional(),
          duplicate: z.boolean().optional(),
          warnings: z.array(z.string()).optional(),
          problem: z
            .looseObject({ code: z.string() })
            .optional()
            .meta({ description: 'Why this event was refused.' }),
        })
        .meta({ id: 'PublishResult' }),
    ),
  })
  .meta({
    id: 'PublishedBatch',
    description: 'One result per event, in order: an `id` when it was stored, a `problem` when not.',
    examples: [{ results: [{ id: 'evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V' }] }],
  });

/** An event to publish as the operation takes it. `derivedId` stands in when the publisher chose none. */
export function publishInputOf(given: NewEvent, derivedId: EventId | undefined): PublishInput {
  const id = given.id ?? derivedId;
  const dataText = 'data' in given ? stringifyJson(given.data) : undefined;
  const bytes = dataText === undefined ? bodyOf(given) : undefined;
  return {
    type: given.type,
    ...(id === undefined ? {} : { id, requestSha256: requestSha256(given, dataText, bytes) }),
    ...(dataText === undefined ? {} : { dataText }),
    ...(bytes === undefined ? {} : { body: { bytes, contentType: given.content_type ?? '' } }),
    ...(given.time === undefined ? {} : { time: given.time }),
    ...(given.subject === undefined ? {} : { subject: given.subject }),
    ...(given.source === undefined ? {} : { source: given.source }),
    ...(given.dataschema === undefined ? {} : { dataschema: given.dataschema }),
  };
}

function bodyOf(given: NewEvent): Uint8Array {
  return given.body === undefined
    ? Buffer.from(given.body_base64 ?? '', 'base64')
    : Buffer.from(given.body, 'utf8');
}

/** What tells whether an event of the same id is the same event: everything that was given, however it was spaced or ordered. */
function requestSha256(
  given: NewEvent,
  dataText: string | undefined,
  bytes: Uint8Array | undefined,
): Uint8Array {
  const { type: eventType, time: at, subject, source, dataschema, content_type } = given;
  // undefined becomes null, and no given text is null: no two events meet in one text.
  const head = JSON.stringify([eventType, at, subject, source, dataschema, content_type, dataText]);
  if (bytes === undefined) return hash('sha256', head, 'buffer');
  return hash('sha256', Buffer.concat([Buffer.from(`${head}\n`), bytes]), 'buffer');
}

/** What a publisher learns, as JSON: the hot answer, written without a serialiser. */
export function publishedJson(result: Published): string {
  if (result.duplicate || result.warnings.length > 0) return JSON.stringify(presentPublished(result));
  // Ids are `[A-Za-z0-9_-]`: nothing to escape.
  return `{"id":"${result.id}"}`;
}

/** What a publisher learns, as the API shows it. */
export function presentPublished(result: Published): z.output<typeof published> {
  return {
    id: result.id,
    ...(result.duplicate ? { duplicate: true } : {}),
    ...(result.warnings.length > 0 ? { warnings: [...result.warnings] } : {}),
  };
}
