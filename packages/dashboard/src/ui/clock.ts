import { useSyncExternalStore } from 'react';

/** How often "3 min ago" is looked at again, and how far the clock may be behind. */
export const STEP_MS = 2_000;

let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    // It stood still while nobody looked at it.
    nowMs = Date.now();
    timer = setInterval(() => {
      nowMs = Date.now();
      for (const each of listeners) each();
    }, STEP_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time now in milliseconds, in steps of two seconds: one clock for the whole page, so that all of it agrees. */
export function useNowMs(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
