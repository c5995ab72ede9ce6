import {
  type AccountRef,
  type Clock,
  DELIVERIES_IN_MEMORY_MAX,
  DELIVERY_BYTES_IN_MEMORY_MAX,
  ENDPOINT_CONCURRENCY_MAX,
  ENDPOINT_DELIVERIES_IN_MEMORY_MAX,
  type EndpointRef,
  LANES_IDLE_MAX,
} from '@keyturn/core';
import type { EndpointTarget } from './endpoint-target.ts';
import { Fifo } from './fifo.ts';
import type { LiveDelivery } from './live-delivery.ts';

/** Why nothing of a lane starts, besides having nothing to start. */
export type LaneRest =
  /** Its endpoint, account or secrets are being read. */
  | { readonly type: 'loading' }
  /** Until this time of the wall clock: the receiver asked for it, or its secrets do not open. */
  | { readonly type: 'until'; readonly at: number }
  /** The receiver answered 410, and the endpoint's pause is on its way to the disk. */
  | { readonly type: 'gone' };

/** What this process holds of one endpoint: deliveries waiting their turn, and how many are being attempted. */
export class Lane {
  readonly accountRef: AccountRef;
  readonly endpointRef: EndpointRef;
  readonly queue = new Fifo<LiveDelivery>();
  inFlight = 0;
  /** Deliveries that count against the bounds: on their way to disk, waiting, in flight. */
  held = 0;
  /** Whether it stands in the dispatcher's round, or waits for a connection to its origin. */
  isQueued = false;
  rest: LaneRest | undefined;
  /** Made from the endpoint as it was last seen. */
  target: EndpointTarget | undefined;

  constructor(accountRef: AccountRef, endpointRef: EndpointRef) {
    this.accountRef = accountRef;
    this.endpointRef = endpointRef;
  }

  /** Whether it takes nothing in: its deliveries are left to the claimer. Ends a rest whose time is over. */
  isResting(clock: Clock): boolean {
    if (this.rest === undefined || this.rest.type === 'loading') return false;
    if (this.rest.type === 'until' && clock.wall() >= this.rest.at) {
      this.rest = undefined;
      return false;
    }
    return true;
  }
}

/** Every lane of this process, and the bounds on what is in memory. */
export class Lanes {
  readonly #byEndpoint = new Map<EndpointRef, Lane>();
  #held = 0;
  #heldBytes = 0;
  #sizeAtSweep = LANES_IDLE_MAX;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Deliveries in memory. */
  get held(): number {
    return this.#held;
  }

  get freeBytes(): number {
    return Math.max(DELIVERY_BYTES_IN_MEMORY_MAX - this.#heldBytes, 0);
  }

  [Symbol.iterator](): Iterator<Lane> {
    return this.#byEndpoint.values();
  }

  find(endpointRef: EndpointRef): Lane | undefined {
    return this.#byEndpoint.get(endpointRef);
  }

  get(accountRef: AccountRef, endpointRef: EndpointRef): Lane {
    const found = this.#byEndpoint.get(endpointRef);
    if (found !== undefined) return found;
    if (this.#byEndpoint.size >= this.#sizeAtSweep) this.#dropIdle();
    const lane = new Lane(accountRef, endpointRef);
    this.#byEndpoint.set(endpointRef, lane);
    return lane;
  }

  /**
   * Takes a place in memory for one more delivery of the lane, or says that there is none. One lane may take an eighth of what is left
   * (but always as many as it may have under way), so that others still find room beside dozens of slow endpoints.
   */
  reserve(lane: Lane, bodyBytes: number): boolean {
    const free = DELIVERIES_IN_MEMORY_MAX - this.#held;
    const share = Math.min(
      Math.max(Math.floor(free / 8), ENDPOINT_CONCURRENCY_MAX),
      ENDPOINT_DELIVERIES_IN_MEMORY_MAX,
    );
    if (free <= 0 || lane.held >= share || bodyBytes > this.freeBytes) return false;
    lane.held++;
    this.#held++;
    this.#heldBytes += bodyBytes;
    return true;
  }

  /** Gives a place back. */
  release(lane: Lane, bodyBytes: number): void {
    lane.held--;
    this.#held--;
    this.#heldBytes -= bodyBytes;
  }

  #dropIdle(): void {
    for (const [ref, lane] of this.#byEndpoint) {
      if (lane.held === 0 && !lane.isQueued && !lane.isResting(this.#clock)) this.#byEndpoint.delete(ref);
    }
    // At least doubled from what is left, so that a sweep is paid for by as many new lanes.
    this.#sizeAtSweep = Math.max(LANES_IDLE_MAX, this.#byEndpoint.size * 2);
  }
}
