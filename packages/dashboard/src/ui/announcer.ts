import { useSyncExternalStore } from 'react';

/** What a screen reader is told: `polite` when it has time, `assertive` at once. */
export type Urgency = 'polite' | 'assertive';

export interface Announcement {
  readonly text: string;
  readonly urgency: Urgency;
}

let current: Announcement = { text: '', urgency: 'polite' };
const listeners = new Set<() => void>();

/** Tells a screen reader something that the eye sees anyway. Never a secret: what is said stays in the page until the next. */
export function announce(text: string, urgency: Urgency = 'polite'): void {
  current = { text, urgency };
  for (const listener of listeners) listener();
}

/** The last announcement. */
export function useAnnouncement(): Announcement {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
