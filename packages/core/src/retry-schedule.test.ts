import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPTS_MAX } from './limits.ts';
import { nextAttemptDelayAfterRestMs, nextAttemptDelayMs } from './retry-schedule.ts';

const middle = (attemptsMade: number) => nextAttemptDelayMs(attemptsMade, 0.5);
const random = fc.double({ min: 0, max: 1, noNaN: true });

describe('the retry schedule', () => {
  it('is 0, 5 s, 30 s, 2 min, 10 min, 30 min, 1, 3, 6, 12, 24, 24 h and then ends', () => {
    const seconds = Array.from({ length: ATTEMPTS_MAX }, (_, made) => (middle(made) ?? Number.NaN) / 1000);
    expect(seconds).toEqual([0, 5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200, 86400, 86400]);
    expect(middle(ATTEMPTS_MAX)).toBeUndefined();
    expect(middle(ATTEMPTS_MAX + 1)).toBeUndefined();
  });

  it('gives a delivery about three days', () => {
    const total = Array.from({ length: ATTEMPTS_MAX }, (_, made) => middle(made) ?? 0).reduce(
      (a, b) => a + b,
    );
    expect(total / 86_400_000).toBeGreaterThan(2.5);
    expect(total / 86_400_000).toBeLessThan(3.5);
  });

  it('spreads each delay by 20 % to both sides', () => {
    expect(nextAttemptDelayMs(1, 0)).toBe(4000);
    expect(nextAttemptDelayMs(1, 1)).toBe(6000);
    fc.assert(
      fc.property(fc.nat(ATTEMPTS_MAX - 1), random, (made, value) => {
        const exact = middle(made) ?? Number.NaN;
        const delayMs = nextAttemptDelayMs(made, value);
        expect(delayMs).toBeGreaterThanOrEqual(exact * 0.8);
        expect(delayMs).toBeLessThanOrEqual(exact * 1.2);
      }),
    );
  });

  it('waits at least as long as the receiver asked for, and at most 20 % longer', () => {
    fc.assert(
      fc.property(fc.nat(ATTEMPTS_MAX - 1), fc.nat(86_400_000), random, (made, restMs, value) => {
        const exact = Math.max(middle(made) ?? Number.NaN, restMs);
        const delayMs = nextAttemptDelayAfterRestMs(made, restMs, value);
        expect(delayMs).toBeGreaterThanOrEqual(exact);
        expect(delayMs).toBeLessThanOrEqual(Math.ceil(exact * 1.2));
      }),
    );
    expect(nextAttemptDelayAfterRestMs(ATTEMPTS_MAX, 1000, 0)).toBeUndefined();
  });
});
