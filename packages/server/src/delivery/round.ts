import { Fifo } from './fifo.ts';
import type { Lane } from './lanes.ts';

/**
 * The lanes that have something to send, each once: those whose turn comes, one after the other, and those that wait for a connection to
 * their origin. A lane that steps out is not told to: it is passed over when its turn comes.
 */
export class Round {
  readonly #ready = new Fifo<Lane>();
  readonly #parked = new Map<string, Fifo<Lane>>();

  /** Puts a lane last, unless it stands in the round already. */
  join(lane: Lane): void {
    if (lane.isQueued) return;
    lane.isQueued = true;
    this.#ready.push(lane);
  }

  /** Takes the lane whose turn it is. */
  next(): Lane | undefined {
    const lane = this.#ready.shift();
    if (lane !== undefined) lane.isQueued = false;
    return lane;
  }

  /** Lets a lane, just taken, wait until a connection to `origin` is free. */
  park(lane: Lane, origin: string): void {
    let parked = this.#parked.get(origin);
    if (parked === undefined) {
      parked = new Fifo();
      this.#parked.set(origin, parked);
    }
    lane.isQueued = true;
    parked.push(lane);
  }

  /** A connection to `origin` is free: the lane that waited longest for one has a turn. */
  unpark(origin: string): void {
    const parked = this.#parked.get(origin);
    if (parked === undefined) return;
    const lane = parked.shift();
    if (parked.size === 0) this.#parked.delete(origin);
    if (lane !== undefined) this.#ready.push(lane);
  }
}
