import type { Clock, EpochMs, MonotonicMs } from '@keyturn/core';

/** Where a fake clock begins: 2027-01-15T08:00:00.000Z. */
export const FAKE_START = 1_800_000_000_000 as EpochMs;

/** A clock that stands still until a test moves it by hand. */
export class FakeClock implements Clock {
  #wall: number;
  #monotonic = 0;

  constructor(startAt: EpochMs = FAKE_START) {
    this.#wall = startAt;
  }

  wall(): EpochMs {
    return this.#wall as EpochMs;
  }

  monotonic(): MonotonicMs {
    return this.#monotonic as MonotonicMs;
  }

  /** Time passes on both clocks. */
  advance(ms: number): void {
    if (ms < 0) throw new RangeError('time does not run backwards; jumpWall moves the wall clock alone');
    this.#wall += ms;
    this.#monotonic += ms;
  }

  /** The wall clock alone moves (negative: back): someone set it, or the machine was suspended, where CLOCK_MONOTONIC stands still. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }
}
