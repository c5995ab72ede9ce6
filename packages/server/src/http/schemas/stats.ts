import { formatTime, STATS_POINTS_MAX } from '@keyturn/core';
import { z } from 'zod';
import type { Operations } from '../../operations/operations.ts';
import { type KeyUse, STATS_METRICS, type Stats, type StatsSeries } from '../../operations/stats.ts';
import { epochMsOf, shownTime, shownTimeOf, time } from './fields.ts';

const STEP = 'must be a whole number of minutes, in seconds';

export const getStatsQuery = z.strictObject({
  metric: z.enum(STATS_METRICS).default('overview').meta({
    description:
      '`key_usage`: requests by the key that signed them. `success`: shares of attempts and of deliveries that succeeded. `latency`: p50, p95 and p99 of requests that were sent. `throughput`: events accepted, deliveries delivered and dead. `queue`: what waits now, and how long the oldest has. `overview`: four numbers, each with that of the span before.',
  }),
  since: time.optional().meta({ description: 'An hour before `until` unless told.' }),
  until: time.optional().meta({ description: 'Now unless told. Not in it.' }),
  step: z.coerce
    .number({ error: STEP })
    .refine((seconds) => seconds >= 60 && seconds % 60 === 0, {
      error: STEP,
      params: { fault: 'wrong_form' },
    })
    .optional()
    .meta({
      description: `Seconds of a step, whole minutes; the smallest that gives at most ${STATS_POINTS_MAX} points unless told.`,
      type: 'integer',
      minimum: 60,
      multipleOf: 60,
      examples: [300],
    }),
});

const series = z.object({
  key: z.string().meta({ description: 'What is counted; for `key_usage` a key id, or `unsigned`.' }),
  role: z.enum(['signing', 'co_signing']).nullable().meta({
    description:
      'For `key_usage`: whether the key stood first in the signature, or beside another during an overlap. A request is in `signing` (or `unsigned`) once; the sum of these is all requests.',
  }),
  unit: z.enum(['count', 'ratio', 'ms', 'seconds']),
  points: z
    .array(z.tuple([shownTime, z.number().nullable()]))
    .meta({ description: 'Beginning of each step, and its value; null where there is none.' }),
});

const marker = z.object({
  at: shownTime,
  type: z
    .string()
    .meta({ description: 'The act, as the audit log names it.', examples: ['secret.activated'] }),
  object_id: z.string(),
  key_id: z.string().nullable(),
});

const keyUse = z.object({
  key_id: z.string(),
  secret_id: z.string(),
  endpoint_id: z.string().nullable(),
  name: z.string(),
  status: z.enum(['active', 'retiring', 'disabled']),
  last_used_at: shownTime.nullable().meta({
    description: 'When the last request began that it signed, those under way included.',
  }),
  requests_under_way: z
    .int()
    .meta({ description: 'Requests on the wire that it signed, with no result yet.' }),
  stopped_at: shownTime.nullable().meta({
    description: 'From here on no request begins with it, as the process knows it. Null while it signs.',
  }),
  used_since_stopped: z.boolean().meta({
    description: 'Whether a request began after `stopped_at` that it signed. `false` is "0 requests since".',
  }),
});

export const stats = z
  .object({
    metric: z.enum(STATS_METRICS),
    step_seconds: z.int(),
    since: shownTime.meta({ description: 'Moved back to a whole step.' }),
    until: shownTime.meta({ description: 'Moved on to a whole step.' }),
    series: z.array(series),
    markers: z
      .array(marker)
      .meta({ description: 'Turns and pauses in the span, oldest first, the newest 100.' }),
    keys: z
      .array(keyUse)
      .meta({ description: 'For `key_usage`: secrets that sign or signed, newest first.' }),
  })
  .meta({
    id: 'Stats',
    description: 'Statistics of an account.',
    examples: [
      {
        metric: 'key_usage',
        step_seconds: 60,
        since: '2026-03-01T12:00:00.000Z',
        until: '2026-03-01T12:02:00.000Z',
        series: [
          {
            key: 'KF3IQCNHSR',
            role: 'signing',
            unit: 'count',
            points: [
              ['2026-03-01T12:00:00.000Z', 412],
              ['2026-03-01T12:01:00.000Z', 0],
            ],
          },
        ],
        markers: [
          {
            at: '2026-03-01T12:00:58.310Z',
            type: 'secret.activated',
            object_id: 'sec_01JZ8Q5W3D7X9N2K4M6P8R0T1V',
            key_id: 'WDY3LISGH3',
          },
        ],
        keys: [
          {
            key_id: 'KF3IQCNHSR',
            secret_id: 'sec_01JZ8Q5W3D7X9N2K4M6P8R0T1T',
            endpoint_id: null,
            name: '2026-02 launch',
            status: 'disabled',
            last_used_at: '2026-03-01T12:00:58.307Z',
            requests_under_way: 0,
            stopped_at: '2026-03-01T12:00:58.314Z',
            used_since_stopped: false,
          },
        ],
      },
    ],
  });

/** What statistics are asked for, as the operation takes it. */
export function askedStatsOf(query: z.output<typeof getStatsQuery>): Parameters<Operations['getStats']>[1] {
  return {
    metric: query.metric,
    ...(query.since === undefined ? {} : { since: epochMsOf(query.since) }),
    ...(query.until === undefined ? {} : { until: epochMsOf(query.until) }),
    ...(query.step === undefined ? {} : { stepSeconds: query.step }),
  };
}

/** Statistics as the API shows them. */
export function presentStats(of: Stats): z.output<typeof stats> {
  return {
    metric: of.metric,
    step_seconds: of.stepMs / 1000,
    since: formatTime(of.since),
    until: formatTime(of.until),
    series: of.series.map(presentSeries),
    markers: of.markers.map(({ at, type, objectId, keyId }) => ({
      at: formatTime(at),
      type,
      object_id: objectId,
      key_id: keyId ?? null,
    })),
    keys: of.keys.map(presentKeyUse),
  };
}

function presentSeries({ key, role, unit, points }: StatsSeries): z.output<typeof series> {
  return {
    key,
    role: role ?? null,
    unit,
    points: points.map(({ at, value }) => [formatTime(at), value ?? null]),
  };
}

function presentKeyUse(use: KeyUse): z.output<typeof keyUse> {
  const { lastUsedAt, stoppedAt } = use;
  return {
    key_id: use.keyId,
    secret_id: use.secretId,
    endpoint_id: use.endpointId ?? null,
    name: use.name,
    status: use.status,
    last_used_at: shownTimeOf(lastUsedAt),
    requests_under_way: use.underWay,
    stopped_at: shownTimeOf(stoppedAt),
    used_since_stopped: stoppedAt !== undefined && lastUsedAt !== undefined && lastUsedAt >= stoppedAt,
  };
}
