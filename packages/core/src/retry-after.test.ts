import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RETRY_AFTER_MS_MAX } from './limits.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { EpochMs } from './time.ts';

const now = Date.UTC(2026, 10, 24, 7, 0, 0) as EpochMs;

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    [' 5 ', 5000],
    ['007', 7000],
    ['86400', RETRY_AFTER_MS_MAX],
    ['86401', RETRY_AFTER_MS_MAX],
    ['1000000000000', RETRY_AFTER_MS_MAX],
    ['9'.repeat(400), RETRY_AFTER_MS_MAX],
    ['Tue, 24 Nov 2026 07:02:00 GMT', 120_000],
    ['Tuesday, 24-Nov-26 07:02:00 GMT', 120_000],
    ['Tue Nov 24 07:02:00 2026', 120_000],
    ['Sun Nov  1 07:02:00 2026', 0],
    ['Sun, 06 Nov 1994 08:49:37 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['Fri, 01 Jan 9999 00:00:00 GMT', RETRY_AFTER_MS_MAX],
  ])('%s is a rest of %d ms', (text, restMs) => {
    expect(parseRetryAfter(text, now)).toBe(restMs);
  });

  it.each([
    '',
    '-1',
    '-1000000000000',
    '1.5',
    '1e3',
    '+5',
    '0x10',
    '5, 10',
    '5s',
    'soon',
    'null',
    '２',
    '2026-11-24T07:02:00Z',
    '24 Nov 2026 07:02:00 GMT',
    'Tue, 24 Nov 2026 07:02:00',
    'Tue, 24 Nov 2026 07:02:00 +0100',
    'Tue, 24 Foo 2026 07:02:00 GMT',
    'Tue, 31 Feb 2026 07:02:00 GMT',
    'Tue, 24 Nov 2026 24:00:00 GMT',
    'Tue, 24 Nov 2026 07:60:00 GMT',
    'Tue, 24 Nov 2026 07:02:61 GMT',
  ])('%j says nothing', (text) => {
    expect(parseRetryAfter(text, now)).toBeUndefined();
  });

  it('never throws and never asks for less than nothing or more than 24 hours', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    const anyTime = fc.integer({ min: 0, max: 8_640_000_000_000 });
    fc.assert(
      fc.property(anyText, anyTime, (text, at) => {
        const restMs = parseRetryAfter(text, at as EpochMs) ?? 0;
        expect(restMs).toBeGreaterThanOrEqual(0);
        expect(restMs).toBeLessThanOrEqual(RETRY_AFTER_MS_MAX);
      }),
    );
  });

  it('finds the second that a date names, whichever it is', () => {
    const seconds = fc.integer({ min: 0, max: RETRY_AFTER_MS_MAX / 1000 });
    fc.assert(
      fc.property(seconds, fc.nat(4_000_000_000), (aheadSeconds, at) => {
        const date = new Date((at + aheadSeconds) * 1000).toUTCString();
        expect(parseRetryAfter(date, (at * 1000) as EpochMs)).toBe(aheadSeconds * 1000);
      }),
    );
  });
});
