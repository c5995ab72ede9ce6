import { CUTOVER_MARGIN_MS } from './limits.ts';
import { addMs, type EpochMs } from './time.ts';

/**
 * The instant from which no node starts a request under the keyset that a transition at `now` replaced. `leaseMs` is how long a
 * node may sign after it began to read a keyset: 0 when one process both decides and signs, which then needs no wait at all.
 * An `activate` answers no earlier than this; the margin covers clocks that run at different rates.
 */
export function cutoverAt(now: EpochMs, leaseMs: number): EpochMs {
  return leaseMs > 0 ? addMs(now, leaseMs + CUTOVER_MARGIN_MS) : now;
}
