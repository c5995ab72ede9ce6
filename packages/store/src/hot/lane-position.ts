/** How far a walk over the lanes with due deliveries has come: the last lane it saw. */
export interface LanePosition {
  readonly accountId: number;
  readonly endpointId: number;
}

/** Before the first lane: refs are above zero. */
export const LANES_START: LanePosition = { accountId: 0, endpointId: 0 };

/** One step of a walk: what it did, and where to go on; `next` is absent when it saw the last lane. */
export interface LaneWalk {
  readonly count: number;
  readonly next?: LanePosition;
}

/** Lanes seen in one transaction of a walk: about 5 ms on the writer thread. */
export const LANES_PER_STEP = 1_000;

/** `next_at` of a lane with nothing to do or at rest; exact in a double, and beyond any clock. */
export const NEVER = Number.MAX_SAFE_INTEGER;
