import { type AttemptCause, deliveryIdOf, formatTime } from '@keyturn/core';
import type { LastAttempt } from '@keyturn/store';
import { z } from 'zod';
import { shownTime } from './fields.ts';

export const CAUSES = [
  'ok',
  'http_status',
  'redirect',
  'gone',
  'dns_failed',
  'connect_failed',
  'tls_failed',
  'timeout',
  'connection_reset',
  'response_invalid',
  'target_not_allowed',
] as const satisfies readonly AttemptCause[];

const fields = {
  delivery_id: z.string(),
  started_at: shownTime,
  duration_ms: z.number(),
  cause: z.enum(CAUSES).meta({ description: 'What came of it, in one word.' }),
  status_code: z.int().nullable(),
  key_ids: z.array(z.string()).meta({ description: 'Keys that signed it, active first; empty: unsigned.' }),
};

const example = {
  delivery_id: 'dlv_0000000002N',
  started_at: '2026-03-01T12:00:00.005Z',
  duration_ms: 205,
  cause: 'ok',
  status_code: 200,
  key_ids: ['KF3IQCNHSR'],
} as const;

export const lastAttempt = z.object(fields).meta({
  id: 'LastAttempt',
  description: 'The last attempt, without what was answered.',
  examples: [example],
});

export const endpointLastAttempt = z
  .object({
    ...fields,
    after_last_change: z.boolean().meta({
      description:
        'Whether it started after the endpoint was last changed. If not, it says nothing about the settings of now.',
    }),
  })
  .meta({
    id: 'EndpointLastAttempt',
    description: 'The attempt of an endpoint that started last.',
    examples: [{ ...example, after_last_change: true }],
  });

/** A last attempt as the API shows it. */
export function presentLastAttempt(row: LastAttempt): z.output<typeof lastAttempt> {
  return {
    delivery_id: deliveryIdOf(row.deliveryRef),
    started_at: formatTime(row.startedAt),
    duration_ms: row.durationMs,
    cause: row.cause,
    status_code: row.statusCode ?? null,
    key_ids: [...row.keyIds],
  };
}
