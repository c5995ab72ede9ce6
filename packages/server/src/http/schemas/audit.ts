import { type EpochMs, formatTime } from '@keyturn/core';
import type { AuditEntry } from '@keyturn/store';
import { z } from 'zod';
import type { Operations } from '../../operations/operations.ts';
import { ACTOR_TYPES, actor, epochMsOf, pageOf, pageQuery, presentActor, shownTime, time } from './fields.ts';

export const listAuditQuery = z.strictObject({
  ...pageQuery,
  act: z
    .string()
    .regex(/^[a-z_]{1,32}\.([a-z_]{1,31}|\*)$/, {
      error: 'must be an act like `secret.activated`, or all of a noun like `secret.*`',
    })
    .optional()
    .meta({ examples: ['secret.activated', 'secret.*'] }),
  object_id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, { error: 'must be an id' })
    .optional(),
  actor_type: z.enum(ACTOR_TYPES).optional(),
  since: time.optional(),
  until: time.optional().meta({ description: 'Not in it.' }),
});

export const auditEntry = z
  .object({
    id: z.string(),
    at: shownTime,
    actor,
    act: z.string(),
    object_type: z.enum(['account', 'secret', 'endpoint', 'delivery', 'api_key', 'event', 'user']),
    object_id: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    reason: z.string().nullable(),
    request_id: z.string().nullable(),
    address: z.string().nullable(),
  })
  .meta({
    id: 'AuditEntry',
    description: 'Who did what to what, when, with what before and after. Never a secret.',
    examples: [
      {
        id: 'aud_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
        at: '2026-03-01T12:00:00.000Z',
        actor: { type: 'admin', id: 'admin', name: 'admin key' },
        act: 'secret.activated',
        object_type: 'secret',
        object_id: 'sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
        before: null,
        after: { status: 'active' },
        reason: null,
        request_id: 'req_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
        address: '127.0.0.1',
      },
    ],
  });

export const auditPage = pageOf(auditEntry, 'AuditPage');

/** What a list of audit entries is narrowed to, as the operation takes it. */
export function auditFilterOf(
  query: z.output<typeof listAuditQuery>,
): Parameters<Operations['listAudit']>[1] {
  return {
    ...(query.act === undefined ? {} : { act: query.act }),
    ...(query.object_id === undefined ? {} : { objectId: query.object_id }),
    ...(query.actor_type === undefined ? {} : { actorType: query.actor_type }),
    ...(query.since === undefined ? {} : { since: epochMsOf(query.since) }),
    ...(query.until === undefined ? {} : { until: epochMsOf(query.until) }),
  };
}

/** An audit entry as the API shows it. */
export function presentAuditEntry(row: AuditEntry): z.output<typeof auditEntry> {
  return {
    id: row.id,
    at: formatTime(row.at),
    actor: presentActor(row.actor),
    act: row.act,
    object_type: row.objectType,
    object_id: row.objectId,
    before: shownFactsOf(row.before),
    after: shownFactsOf(row.after),
    reason: row.reason ?? null,
    request_id: row.requestId ?? null,
    address: row.address ?? null,
  };
}

/** Facts as answers show them: rows keep times as milliseconds, the API writes them as everywhere else. */
function shownFactsOf(facts: AuditEntry['before']): Record<string, unknown> | null {
  if (facts === undefined) return null;
  const shown = Object.entries(facts).map(([name, value]) => {
    const isTime = /_(at|until)$/.test(name) && typeof value === 'number';
    return [name, isTime ? formatTime(value as EpochMs) : value];
  });
  return Object.fromEntries(shown);
}
