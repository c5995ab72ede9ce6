import { type Clock, WRONG_KEYS_PER_ADDRESS_MAX, WRONG_KEYS_WINDOW_MS } from '@keyturn/core';
import { makeAttemptWindows } from './attempt-windows.ts';

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
    attemptsMax: WRONG_KEYS_PER_ADDRESS_MAX,
    windowMs: WRONG_KEYS_WINDOW_MS,
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
