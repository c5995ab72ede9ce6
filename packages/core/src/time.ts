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
  return new Date(at).toISOString();
}
