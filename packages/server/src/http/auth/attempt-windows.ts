import { ATTEMPT_WINDOWS_MAX, type Clock, type MonotonicMs } from '@keyturn/core';

/** Counts attempts by key (an address, an email) in windows of a fixed length, in bounded memory. */
export interface AttemptWindows {
  /** Seconds until this key may try again; undefined when it may now. */
  blockedSeconds(key: string): number | undefined;
  /** Notes an attempt. */
  note(key: string): void;
  /** Forgets what was noted of a key. */
  forget(key: string): void;
}

/** Makes an empty count: `attemptsMax` attempts of one key within `windowMs` of the first. */
export function makeAttemptWindows(
  clock: Clock,
  { attemptsMax, windowMs }: { readonly attemptsMax: number; readonly windowMs: number },
): AttemptWindows {
  const windows = new Map<string, { readonly endsAt: MonotonicMs; count: number }>();
  return {
    blockedSeconds(key) {
      const window = windows.get(key);
      if (window === undefined || window.count < attemptsMax) return undefined;
      const remainingMs = window.endsAt - clock.monotonic();
      return remainingMs <= 0 ? undefined : Math.ceil(remainingMs / 1000);
    },
    note(key) {
      const now = clock.monotonic();
      const window = windows.get(key);
      if (window !== undefined && window.endsAt > now) {
        window.count++;
        return;
      }
      // Set anew, so that the order of the map is the order in which windows end.
      windows.delete(key);
      if (windows.size >= ATTEMPT_WINDOWS_MAX) {
        for (const oldest of windows.keys()) {
          windows.delete(oldest);
          break;
        }
      }
      windows.set(key, { endsAt: (now + windowMs) as MonotonicMs, count: 1 });
    },
    forget: (key) => void windows.delete(key),
  };
}
