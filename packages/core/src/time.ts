import type { Branded } from './ids.ts';

/** Milliseconds since 1970 on the wall clock: for people and rows. */
export type EpochMs = Branded<number, 'EpochMs'>;

/** Milliseconds on this process's monotonic clock: for leases and timeouts, never stored. */
export type MonotonicMs = Branded<number, 'MonotonicMs'>;

/** Both clocks. Everything that needs the time is given one; `core` itself never reads it. */
export interface Clock {
  wall(): EpochMs;
  monotonic(): MonotonicMs;
}

/** `at` moved by `ms` (negative: earlier). */
export function addMs(at: EpochMs, ms: number): EpochMs {
  return (at + ms) as EpochMs;
}

/** RFC 3339 in UTC with milliseconds, as every time in the API and in envelopes is written. */
export function formatTime(at: EpochMs): string {
  return dateOf(at).toISOString();
}

/** The year of `at` in UTC. */
export function yearOf(at: EpochMs): number {
  return dateOf(at).getUTCFullYear();
}

/** A time of the calendar in UTC; `month` counts from 1. Undefined when there is no such time, as on February 31. */
export function timeOfCalendar(
  year: number,
  month: number,
  day: number,
  hours: number,
  minutes: number,
  seconds: number,
): EpochMs | undefined {
  const date = dateOf(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hours, minutes, seconds);
  // A Date carries what is too much over into the next field; a real time comes back as it was given.
  const isReal =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hours &&
    date.getUTCMinutes() === minutes &&
    date.getUTCSeconds() === seconds;
  return isReal ? (date.getTime() as EpochMs) : undefined;
}

function dateOf(at: number) {
  // biome-ignore lint/style/noRestrictedGlobals: a Date that is given its time reads no clock.
  return new Date(at);
}
