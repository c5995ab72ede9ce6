/** The fields that several resources share: how they are written, what they refuse, and the sentences that say so. */
import {
  type AccountId,
  type Actor,
  type DeliveryId,
  EMAIL_CHARACTERS_MAX,
  type EndpointId,
  type EpochMs,
  EVENT_TYPE_CHARACTERS_MAX,
  type EventId,
  formatTime,
  isEventType,
  NAME_CHARACTERS_MAX,
  PAGE_ROWS_DEFAULT,
  PAGE_ROWS_MAX,
  REASON_CHARACTERS_MAX,
  type SecretId,
  type UserId,
} from '@keyturn/core';
import { z } from 'zod';

/** An id in a path or a filter. Its form alone is checked: whether it names anything is the operation's to say. */
function id<Id>(example: string): z.ZodType<Id> {
  const schema = z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be 1 to 64 of A-Z, a-z, 0-9, _ and -' })
    .meta({ examples: [example] });
  // The brand is given here, by the parser of the edge.
  return schema as unknown as z.ZodType<Id>;
}

export const accountId = id<AccountId>('acme');
export const secretId = id<SecretId>('sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V');
export const endpointId = id<EndpointId>('ep_01JZ8Q5W3D7X9N2K4M6P8R0T1V');
export const eventId = id<EventId>('evt_01JZ8Q5W3D7X9N2K4M6P8R0T1V');
export const deliveryId = id<DeliveryId>('dlv_0000000002N');
export const apiKeyId = id<string>('key_01JZ8Q5W3D7X9N2K4M6P8R0T1V');
export const userId = id<UserId>('usr_01JZ8Q5W3D7X9N2K4M6P8R0T1V');

/** The path of everything that an account owns. */
export const accountParams = z.object({ account: accountId });

/** Text for people: whole characters, none of them invisible control, not blank. Counted as a reader counts, not in UTF-16 units. */
export function text(charactersMin: 0 | 1, charactersMax: number): z.ZodString {
  return z
    .string()
    .check(({ value, issues }) => {
      const count = [...value].length;
      const refuse = (fault: string, message: string): void => {
        issues.push({ code: 'custom', input: value, message, params: { fault } });
      };
      if (count > charactersMax)
        refuse('too_long', `must have at most ${charactersMax} characters; you sent ${count}`);
      else if (charactersMin > 0 && value.trim() === '') refuse('too_short', 'must not be empty');
      else if (/\p{Cc}/u.test(value)) refuse('wrong_form', 'must not contain control characters');
      else if (!value.isWellFormed())
        refuse('wrong_form', 'must be whole Unicode characters (it has half of a surrogate pair)');
    })
    .meta({ minLength: charactersMin, maxLength: charactersMax });
}

/** The name of an account, a secret or an API key. */
export const name = text(1, NAME_CHARACTERS_MAX);

/** An email address in lower case. Its form alone is looked at, and only so far: nothing is ever sent there. */
export const email = z
  .string()
  .transform((text) => text.trim().normalize('NFC').toLowerCase())
  .refine((text) => text.length <= EMAIL_CHARACTERS_MAX && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(text), {
    error: `must be an email address of at most ${EMAIL_CHARACTERS_MAX} characters`,
    params: { fault: 'wrong_form' },
  })
  .meta({ format: 'email', maxLength: EMAIL_CHARACTERS_MAX, examples: ['ada@example.com'] });

/** An event type: a dotted name. */
export const eventType = z
  .string()
  .refine(isEventType, {
    error: `must be 1 to ${EVENT_TYPE_CHARACTERS_MAX} of A-Z, a-z, 0-9, dot, _ and -`,
    params: { fault: 'wrong_form' },
  })
  .meta({
    minLength: 1,
    maxLength: EVENT_TYPE_CHARACTERS_MAX,
    pattern: '^[A-Za-z0-9._-]+$',
    examples: ['invoice.paid'],
  });

/** Why somebody did something, for the audit log. */
export const reason = text(1, REASON_CHARACTERS_MAX);

const rfc3339 = z.iso.datetime({ offset: true });

/** A time as callers write it: RFC 3339 with `Z` or an offset. */
export const time = z
  .string()
  .refine((value) => rfc3339.safeParse(value).success, {
    error: 'must be an RFC 3339 time, like 2026-03-01T12:00:00Z',
    params: { fault: 'wrong_form' },
  })
  .meta({ format: 'date-time', examples: ['2026-03-01T12:00:00.000Z'] });

/** A time in an answer: RFC 3339 in UTC, milliseconds. */
export const shownTime = z.string().meta({ format: 'date-time', examples: ['2026-03-01T12:00:00.000Z'] });

/** A time that was parsed by `time`. */
export function epochMsOf(rfc3339: string): EpochMs {
  return Date.parse(rfc3339) as EpochMs;
}

/** A time as answers show it; null when there is none. */
export function shownTimeOf(at: EpochMs | undefined): string | null {
  return at === undefined ? null : formatTime(at);
}

/** The query of every list. */
export const pageQuery = {
  limit: z.coerce
    .number({ error: `must be a whole number from 1 to ${PAGE_ROWS_MAX}` })
    .int({ error: `must be a whole number from 1 to ${PAGE_ROWS_MAX}` })
    .min(1)
    .max(PAGE_ROWS_MAX)
    .default(PAGE_ROWS_DEFAULT)
    .meta({ description: 'Rows of the page.' }),
  cursor: z
    .string()
    .optional()
    .meta({ description: '`next_cursor` of the page before. Stable while rows are added.' }),
};

/** The query of a list without filters. */
export const listQuery = z.strictObject(pageQuery);

/** A page of a list. */
export function pageOf<Row extends z.ZodType>(
  row: Row,
  componentId: string,
): z.ZodObject<{ data: z.ZodArray<Row>; next_cursor: z.ZodNullable<z.ZodString> }> {
  return z
    .object({
      data: z.array(row),
      next_cursor: z.string().nullable().meta({ description: 'Null on the last page.' }),
    })
    .meta({ id: componentId });
}

/** Kinds of those who do something. */
export const ACTOR_TYPES = [
  'user',
  'api_key',
  'admin',
  'portal',
  'system',
] as const satisfies readonly Actor['type'][];

/** Who did something. */
export const actor = z
  .object({
    type: z.enum(ACTOR_TYPES),
    id: z.string(),
    name: z.string(),
  })
  .meta({
    id: 'Actor',
    description: 'Who did something.',
    examples: [{ type: 'admin', id: 'admin', name: 'admin key' }],
  });

/** An actor as answers show it. */
export function presentActor({ type, id: actorId, name: actorName }: Actor): z.output<typeof actor> {
  return { type, id: actorId, name: actorName };
}

/** At least one field of a change must be there. */
export const somethingToChange = {
  check: (change: object): boolean => Object.keys(change).length > 0,
  params: { error: 'must change at least one field', params: { fault: 'required' } },
};
