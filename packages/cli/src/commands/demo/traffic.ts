import { type SampleEvent, sampleEvent } from './sample-events.ts';

/** Publishes that may be under way at once; beyond it an event is left out, so that a slow machine is not flooded. */
const PUBLISHES_OPEN_MAX = 20;

/** Events that come by themselves. */
export interface Traffic {
  /** No further event; waits for those under way. */
  stop(): Promise<void>;
}

/** Publishes sample events at a steady rate. A failed one is reported and not repeated: the next is coming anyway. */
export function startTraffic(parts: {
  readonly eventsPerSecond: number;
  readonly publish: (event: SampleEvent) => Promise<unknown>;
  readonly onFailed: (error: unknown) => void;
}): Traffic {
  const open = new Set<Promise<unknown>>();
  let n = 0;
  const timer = setInterval(() => {
    if (open.size >= PUBLISHES_OPEN_MAX) return;
    const publishing = parts
      .publish(sampleEvent(n++))
      .catch(parts.onFailed)
      .finally(() => open.delete(publishing));
    open.add(publishing);
  }, 1000 / parts.eventsPerSecond);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(open);
    },
  };
}
