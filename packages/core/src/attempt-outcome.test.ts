import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptObservation, decideAfterAttempt, type FailureCause } from './attempt-outcome.ts';
import { ATTEMPTS_MAX, LANE_BACKOFF_MS_MAX, RETRY_AFTER_MS_MAX } from './limits.ts';
import type { EpochMs } from './time.ts';

const now = Date.UTC(2026, 10, 24, 7, 0, 0) as EpochMs;

const FAILURES = Object.keys({
  dns_failed: true,
  connect_failed: true,
  tls_failed: true,
  timeout: true,
  connection_reset: true,
  response_invalid: true,
  target_not_allowed: true,
} satisfies Record<FailureCause, true>) as FailureCause[];

const response = (status: number, retryAfter?: string): AttemptObservation => ({
  type: 'response',
  status,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

function decide(observation: AttemptObservation, attempts = 1, random = 0.5) {
  return decideAfterAttempt(observation, { attempts, now, random });
}

describe('after an attempt', () => {
  it.each([200, 201, 202, 204, 299])('a %d is delivered', (status) => {
    expect(decide(response(status))).toEqual({ cause: 'ok', next: { type: 'delivered' } });
    expect(decide(response(status, '60'), ATTEMPTS_MAX)).toEqual({
      cause: 'ok',
      next: { type: 'delivered' },
    });
  });

  it.each([101, 400, 401, 403, 404, 408, 422, 500, 502, 504, 599])('a %d is tried again', (status) => {
    const next = { type: 'retry', dueAt: now + 5000 };
    expect(decide(response(status))).toEqual({ cause: 'http_status', next });
  });

  it.each([300, 301, 302, 303, 307, 308, 399])('a %d is a failure and not followed', (status) => {
    expect(decide(response(status))).toMatchObject({ cause: 'redirect', next: { type: 'retry' } });
  });

  it.each(FAILURES)('%s is tried again', (cause) => {
    const next = { type: 'retry', dueAt: now + 5000 };
    expect(decide({ type: 'failure', cause })).toEqual({ cause, next });
  });

  it('a 410 pauses the endpoint and leaves the delivery waiting, whichever attempt it was', () => {
    for (const attempts of [1, ATTEMPTS_MAX, ATTEMPTS_MAX + 3]) {
      expect(decide(response(410, '60'), attempts)).toEqual({
        cause: 'gone',
        next: { type: 'retry', dueAt: now },
        lane: { pause: 'gone' },
      });
    }
  });

  it('the last attempt leaves the delivery dead', () => {
    expect(decide(response(500), ATTEMPTS_MAX - 1).next.type).toBe('retry');
    expect(decide(response(500), ATTEMPTS_MAX).next).toEqual({ type: 'dead', reason: 'exhausted' });
    expect(decide(response(500), ATTEMPTS_MAX + 1).next).toEqual({ type: 'dead', reason: 'exhausted' });
  });

  it('a dead delivery still gives the endpoint its rest', () => {
    expect(decide(response(503, '60'), ATTEMPTS_MAX, 0)).toEqual({
      cause: 'http_status',
      next: { type: 'dead', reason: 'exhausted' },
      lane: { holdUntil: now + 60_000 },
    });
  });
});

describe('a receiver that asks for a rest', () => {
  const rest = (status: number, retryAfter: string | undefined, random: number, attempts = 1) => {
    const { next, lane } = decide(response(status, retryAfter), attempts, random);
    const dueAt = next.type === 'retry' ? next.dueAt - now : undefined;
    return { dueMs: dueAt, holdMs: lane?.holdUntil === undefined ? undefined : lane.holdUntil - now };
  };

  it('gets it, and up to 20 % more', () => {
    expect(rest(429, '100', 0)).toEqual({ dueMs: 100_000, holdMs: 100_000 });
    expect(rest(429, '100', 1)).toEqual({ dueMs: 120_000, holdMs: 120_000 });
    expect(rest(503, 'Tue, 24 Nov 2026 07:01:40 GMT', 0)).toEqual({ dueMs: 100_000, holdMs: 100_000 });
  });

  it.each([undefined, '0', '3', '-5', 'soon', 'Sun, 06 Nov 1994 08:49:37 GMT'])(
    'gets the back-off when it says %j with a 503',
    (retryAfter) => {
      expect(rest(503, retryAfter, 0)).toEqual({ dueMs: 5000, holdMs: 5000 });
    },
  );

  it('gets 24 hours at most', () => {
    const hours24 = { dueMs: RETRY_AFTER_MS_MAX, holdMs: RETRY_AFTER_MS_MAX };
    expect(rest(429, '1000000000000', 0)).toEqual(hours24);
  });

  it('may ask with any failing status', () => {
    expect(rest(500, '100', 0)).toEqual({ dueMs: 100_000, holdMs: 100_000 });
    expect(rest(302, '100', 0)).toEqual({ dueMs: 100_000, holdMs: 100_000 });
    expect(rest(500, 'soon', 0.5)).toEqual({ dueMs: 5000, holdMs: undefined });
  });

  it('does not hold up fresh deliveries for as long as the back-off of an old one', () => {
    const day = 24 * 3600_000;
    expect(rest(503, undefined, 0, 10)).toEqual({ dueMs: day, holdMs: LANE_BACKOFF_MS_MAX });
    expect(rest(503, '600', 0, 10)).toEqual({ dueMs: day, holdMs: 600_000 });
  });
});

it('every status and every failure has a decision, never before the schedule or the named time', () => {
  const observation = fc.oneof(
    fc.record({ type: fc.constant('response' as const), status: fc.integer({ min: 100, max: 599 }) }),
    fc.record({
      type: fc.constant('response' as const),
      status: fc.integer({ min: 100, max: 599 }),
      retryAfter: fc.oneof(fc.nat(200_000).map(String), fc.string()),
    }),
    fc.record({ type: fc.constant('failure' as const), cause: fc.constantFrom(...FAILURES) }),
  );
  const attempts = fc.integer({ min: 1, max: ATTEMPTS_MAX + 2 });
  const random = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(observation, attempts, random, (seen, made, value) => {
      const { cause, next, lane } = decideAfterAttempt(seen, { attempts: made, now, random: value });
      const is = (low: number, high: number) =>
        seen.type === 'response' && seen.status >= low && seen.status <= high;
      expect(next.type === 'delivered').toBe(is(200, 299));
      expect(cause === 'ok').toBe(is(200, 299));
      expect(cause === 'redirect').toBe(is(300, 399));
      expect(cause === 'gone').toBe(is(410, 410));
      expect(lane?.pause === 'gone').toBe(is(410, 410));
      if (next.type === 'retry' && cause !== 'gone') {
        expect(made).toBeLessThan(ATTEMPTS_MAX);
        expect(next.dueAt).toBeGreaterThanOrEqual(now + 4000);
        expect(next.dueAt).toBeLessThanOrEqual(now + 24 * 3600_000 * 1.2);
        if (lane?.holdUntil !== undefined) expect(lane.holdUntil).toBeLessThanOrEqual(next.dueAt);
      }
      if (next.type === 'dead') expect(made).toBeGreaterThanOrEqual(ATTEMPTS_MAX);
    }),
    { numRuns: 3000 },
  );
});
