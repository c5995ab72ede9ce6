import { ATTEMPTS_MAX } from './limits.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The wait before each attempt, from the end of the one before it. */
const DELAYS_MS: readonly number[] = [
  0,
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
];

/** How far a delay may be from the schedule, as a part of it: enough to spread a crowd that failed together. */
const JITTER = 0.2;

/**
 * Milliseconds from now to the next attempt of a delivery, after `attemptsMade` of this generation; undefined when that was the last.
 * The schedule in seconds: 0, 5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200, 86400, 86400 (12 attempts over about three days),
 * each 20 % shorter to 20 % longer: `random` 0 gives the shortest, 1 the longest.
 */
export function nextAttemptDelayMs(attemptsMade: number, random: number): number | undefined {
  const delayMs = scheduledDelayMs(attemptsMade);
  return delayMs === undefined ? undefined : Math.round(delayMs * (1 - JITTER + 2 * JITTER * random));
}

/**
 * As `nextAttemptDelayMs`, for a receiver that asked for a rest of `restMs`: the longer of both, up to 20 % longer and never shorter,
 * because an attempt before the time that the receiver named would be a broken promise.
 */
export function nextAttemptDelayAfterRestMs(
  attemptsMade: number,
  restMs: number,
  random: number,
): number | undefined {
  const delayMs = scheduledDelayMs(attemptsMade);
  return delayMs === undefined ? undefined : restWithJitterMs(Math.max(delayMs, restMs), random);
}

/** A rest of `restMs`, made up to 20 % longer by `random` (0 to 1), so that lanes held together do not wake together. */
export function restWithJitterMs(restMs: number, random: number): number {
  return Math.round(restMs * (1 + JITTER * random));
}

/** The delay of the schedule itself, without jitter; undefined after the last attempt. */
export function scheduledDelayMs(attemptsMade: number): number | undefined {
  return attemptsMade < ATTEMPTS_MAX ? DELAYS_MS[attemptsMade] : undefined;
}
