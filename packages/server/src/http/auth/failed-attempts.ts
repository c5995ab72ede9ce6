import type { Clock } from '@keyturn/core';
import { makeAttemptWindows } from './attempt-windows.ts';

/**
 * Wrong keys that one address may present within the window: five a second. No dictionary gets far at that pace, and a program of the
 * operator's that was left with an old key does not lock him out.
 */
export const FAILED_ATTEMPTS_MAX = 300;
/** The window of the count. */
const FAILED_ATTEMPTS_WINDOW_MS = 60_000;

/**
 * Counts wrong bearer keys by address, so that an admin key that somebody chose cannot be guessed at leisure. An IPv6 address counts
 * with its /64: one host owns all of it.
 */
export interface FailedAttempts {
  /** Seconds until this address may try again; undefined when it may now. */
  blockedSeconds(address: string): number | undefined;
  /** Notes a wrong key. */
  note(address: string): void;
}

/** Makes an empty count. */
export function makeFailedAttempts(clock: Clock): FailedAttempts {
  const windows = makeAttemptWindows(clock, {
    attemptsMax: FAILED_ATTEMPTS_MAX,
    windowMs: FAILED_ATTEMPTS_WINDOW_MS,
  });
  return {
    blockedSeconds: (address) => windows.blockedSeconds(groupOf(address)),
    note: (address) => windows.note(groupOf(address)),
  };
}

/** The address itself, or the /64 of an IPv6 address; an IPv4 address inside IPv6 counts as IPv4. */
export function groupOf(address: string): string {
  if (!address.includes(':')) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
  return groups
    .slice(0, 4)
    .map((part) => Number.parseInt(part, 16).toString(16))
    .join(':');
}
