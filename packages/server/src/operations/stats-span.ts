import { type EpochMs, ok, type Result, refuse, STATS_POINTS_MAX, STATS_SPAN_MS_MAX } from '@keyturn/core';
import type { UsageSpan } from '@keyturn/store';
import type { InputError, OperationError } from './operation-error.ts';

/** The span that somebody asks for. */
export interface AskedSpan {
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly stepSeconds?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps that a clock has; the smallest one that gives few enough points is taken. */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  DAY_MS,
];

/**
 * The span to count over: the last hour unless told, its ends moved outward to whole steps, so that each step is counted whole. Refuses
 * `invalid_request` for a span that is empty, too long, or has more than STATS_POINTS_MAX steps.
 */
export function chooseSpan(asked: AskedSpan, now: EpochMs): Result<UsageSpan, OperationError> {
  const ends = endsOf(asked, now);
  if (!ends.ok) return ends;
  const { since, until } = ends.value;
  if (asked.stepSeconds !== undefined) {
    const span = alignedSpan(since, until, asked.stepSeconds * 1000);
    if (pointsOf(span) <= STATS_POINTS_MAX) return ok(span);
    return fault(
      'step',
      'too_small',
      `gives ${pointsOf(span)} points; at most ${STATS_POINTS_MAX} are given`,
    );
  }
  const spans = STEPS_MS.map((stepMs) => alignedSpan(since, until, stepMs));
  const span = spans.find((one) => pointsOf(one) <= STATS_POINTS_MAX);
  if (span === undefined) throw new Error('invariant broken: the longest span has few enough days');
  return ok(span);
}

/** The span as one step of whole minutes, and before it another one of the same length, to compare with. */
export function spanWithTheOneBefore(asked: AskedSpan, now: EpochMs): Result<UsageSpan, OperationError> {
  const ends = endsOf(asked, now);
  if (!ends.ok) return ends;
  const { since, until } = alignedSpan(ends.value.since, ends.value.until, MINUTE_MS);
  const stepMs = until - since;
  return ok({ since: (since - stepMs) as EpochMs, until, stepMs });
}

function endsOf(
  asked: AskedSpan,
  now: EpochMs,
): Result<{ readonly since: EpochMs; readonly until: EpochMs }, OperationError> {
  const until = asked.until ?? now;
  const since = asked.since ?? ((until - HOUR_MS) as EpochMs);
  if (since >= until) return fault('since', 'not_allowed', 'must lie before `until`');
  if (until - since > STATS_SPAN_MS_MAX) {
    return fault(
      'since',
      'not_allowed',
      `must lie at most ${STATS_SPAN_MS_MAX / DAY_MS} days before \`until\``,
    );
  }
  return ok({ since, until });
}

/** How many steps a span has. */
export function pointsOf({ since, until, stepMs }: UsageSpan): number {
  return (until - since) / stepMs;
}

function alignedSpan(since: number, until: number, stepMs: number): UsageSpan {
  return {
    since: (Math.floor(since / stepMs) * stepMs) as EpochMs,
    until: (Math.ceil(until / stepMs) * stepMs) as EpochMs,
    stepMs,
  };
}

function fault(name: string, code: string, what: string): Result<never, OperationError> {
  const error: InputError = { in: 'query', pointer: `/${name}`, code, detail: `\`${name}\` ${what}.` };
  return refuse({ code: 'invalid_request', errors: [error] });
}
