import type { EpochMs } from '@keyturn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AskedSpan, chooseSpan, pointsOf, spanWithTheOneBefore } from './stats-span.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** 2027-01-15T08:00:30Z. */
const NOW = 1_800_000_030_000 as EpochMs;

/** A span before now that somebody asks for. */
function ago(sinceMs: number, untilMs = 0, stepSeconds?: number): AskedSpan {
  return {
    since: (NOW - sinceMs) as EpochMs,
    until: (NOW - untilMs) as EpochMs,
    ...(stepSeconds === undefined ? {} : { stepSeconds }),
  };
}

function chosen(asked: AskedSpan) {
  const span = chooseSpan(asked, NOW);
  if (!span.ok) throw new Error(JSON.stringify(span.error));
  return span.value;
}

describe('a span of statistics', () => {
  it('is the last hour by the minute unless told, its ends whole', () => {
    const span = chosen({});
    expect(span).toEqual({ since: NOW - HOUR_MS - 30_000, until: NOW + 30_000, stepMs: MINUTE_MS });
    expect(pointsOf(span)).toBe(61);
  });

  it.each([
    ['15 minutes', 15 * MINUTE_MS, 1],
    ['3 hours', 3 * HOUR_MS, 1],
    ['200 minutes, which lie in 201', 200 * MINUTE_MS, 2],
    ['a day', DAY_MS, 10],
    ['a week', 7 * DAY_MS, 60],
    ['31 days', 31 * DAY_MS, 6 * 60],
  ])('of %s has steps that a clock has', (_, spanMs, minutes) => {
    expect(chosen(ago(spanMs)).stepMs).toBe(minutes * MINUTE_MS);
  });

  it('covers what was asked for, in whole steps and few enough of them', () => {
    const offset = fc.integer({ min: 0, max: 40 * DAY_MS });
    const length = fc.integer({ min: 1, max: 31 * DAY_MS });
    fc.assert(
      fc.property(offset, length, fc.option(fc.integer({ min: 1, max: 1440 })), (until, ms, minutes) => {
        const asked = ago(until + ms, until, minutes === null ? undefined : minutes * 60);
        const span = chooseSpan(asked, NOW);
        if (!span.ok) return minutes !== null && ms / (minutes * MINUTE_MS) > 198;
        const { since, stepMs } = span.value;
        expect(since).toBeLessThanOrEqual(asked.since ?? 0);
        expect(span.value.until).toBeGreaterThanOrEqual(asked.until ?? 0);
        expect(since % stepMs).toBe(0);
        expect(pointsOf(span.value)).toBeLessThanOrEqual(200);
        return Number.isInteger(pointsOf(span.value));
      }),
    );
  });

  it.each<readonly [string, AskedSpan, string]>([
    ['ends before it begins', ago(1, 2), '/since'],
    ['is empty', ago(5, 5), '/since'],
    ['begins after now', { since: (NOW + 1) as EpochMs }, '/since'],
    ['is longer than 31 days', ago(31 * DAY_MS + 1), '/since'],
    ['has too many steps', ago(DAY_MS, 0, 60), '/step'],
  ])('is refused when it %s', (_, asked, pointer) => {
    expect(chooseSpan(asked, NOW)).toMatchObject({
      ok: false,
      error: {
        code: 'invalid_request',
        errors: [{ in: 'query', pointer, detail: expect.stringMatching(/\.$/) }],
      },
    });
  });

  it('with the one before it has two steps of equal length, whatever step was asked for', () => {
    const span = spanWithTheOneBefore(ago(DAY_MS, 0, 60), NOW);
    const stepMs = DAY_MS + MINUTE_MS;
    const until = NOW + 30_000;
    expect(span).toEqual({ ok: true, value: { since: until - 2 * stepMs, until, stepMs } });
    expect(spanWithTheOneBefore(ago(1, 2), NOW).ok).toBe(false);
  });
});
