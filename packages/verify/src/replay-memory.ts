import { REPLAY_ATTEMPTS_MAX_DEFAULT } from './limits.ts';

/**
 * Remembers which attempts were seen. Asked only about requests whose signature held, so that strangers cannot fill it.
 *
 * The unit is the *attempt*, `webhook-id.webhook-timestamp`, and not the event: a retry has a new timestamp and must come
 * through, or an event whose first attempt failed inside your handler would be lost. To handle each event once, insert its
 * `id` where you store its effect, in the same transaction.
 */
export interface ReplayStore {
  /**
   * Remembers `attempt` until `expiresAtMs` (milliseconds since 1970), after which its timestamp alone refuses it. True when it
   * is new, false when it was seen before; of two calls at the same time, one gets true. Redis: `SET attempt 1 NX PXAT expiresAtMs`.
   */
  remember(attempt: string, expiresAtMs: number): boolean | Promise<boolean>;
}

/**
 * A replay store in the memory of this process, for receivers that run as one. Holds `attemptsMax` at most (100,000 unless
 * given); beyond, the oldest is forgotten. `now` gives milliseconds since 1970.
 */
export function createReplayMemory(
  options: { readonly attemptsMax?: number; readonly now?: () => number } = {},
): ReplayStore {
  const attemptsMax = options.attemptsMax ?? REPLAY_ATTEMPTS_MAX_DEFAULT;
  const now = options.now ?? Date.now;
  if (!Number.isInteger(attemptsMax) || attemptsMax < 1) {
    throw new RangeError(`attemptsMax is a whole number of 1 or more; not ${attemptsMax}.`);
  }
  const expiryByAttempt = new Map<string, number>();
  return {
    remember(attempt, expiresAtMs) {
      if ((expiryByAttempt.get(attempt) ?? 0) > now()) return false;
      expiryByAttempt.delete(attempt);
      // The oldest makes room. Those whose time is over are not looked for: they are the oldest, and the limit is small.
      for (const oldest of expiryByAttempt.keys()) {
        if (expiryByAttempt.size < attemptsMax) break;
        expiryByAttempt.delete(oldest);
      }
      expiryByAttempt.set(attempt, expiresAtMs);
      return true;
    },
  };
}
