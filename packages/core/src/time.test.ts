import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMs, type EpochMs, formatTime, timeOfCalendar, yearOf } from './time.ts';

describe('a time', () => {
  it('is written in RFC 3339, UTC, with milliseconds', () => {
    expect(formatTime(0 as EpochMs)).toBe('1970-01-01T00:00:00.000Z');
    expect(formatTime(addMs(1_795_503_600_000 as EpochMs, 7))).toBe('2026-11-24T07:00:00.007Z');
  });

  it('comes back from its parts in the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_000_000_000, max: 250_000_000_000 }), (seconds) => {
        const date = new Date(seconds * 1000);
        const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()] as const;
        const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()] as const;
        expect(timeOfCalendar(...day, ...clock)).toBe(seconds * 1000);
        expect(yearOf((seconds * 1000) as EpochMs)).toBe(day[0]);
      }),
    );
  });

  it.each([
    [2026, 2, 29, 0, 0, 0],
    [2026, 4, 31, 0, 0, 0],
    [2026, 1, 0, 0, 0, 0],
    [2026, 1, 366, 0, 0, 0],
    [2026, 0, 1, 0, 0, 0],
    [2026, 13, 1, 0, 0, 0],
    [2026, 1, 1, 24, 0, 0],
    [2026, 1, 1, 0, 60, 0],
    [2026, 1, 1, 0, 0, 60],
    [Number.NaN, 1, 1, 0, 0, 0],
  ] as const)('is not made of %i-%i-%i %i:%i:%i', (year, month, day, hours, minutes, seconds) => {
    expect(timeOfCalendar(year, month, day, hours, minutes, seconds)).toBeUndefined();
  });
});
