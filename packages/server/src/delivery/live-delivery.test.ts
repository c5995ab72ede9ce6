import { ATTEMPT_DEADLINE_MS, QUEUE_WAIT_MS_MAX } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { claimElapsedMs, claimStart, mayStart } from './live-delivery.ts';

describe('the time of a claim', () => {
  it('passes on either clock, whichever says more', () => {
    const clock = new FakeClock();
    const start = claimStart(clock);
    clock.advance(1_000);
    expect(claimElapsedMs(start, clock)).toBe(1_000);
    // The machine was suspended: only the wall clock went on.
    clock.jumpWall(4_000);
    expect(claimElapsedMs(start, clock)).toBe(5_000);
    // Somebody set the wall clock back, but not before the claim.
    clock.jumpWall(-4_500);
    expect(claimElapsedMs(start, clock)).toBe(1_000);
  });

  it('is over when the wall clock went back before its start', () => {
    const clock = new FakeClock();
    const start = claimStart(clock);
    clock.jumpWall(-1);
    expect(mayStart(start, clock)).toBe(false);
  });

  it('lets an attempt start only while all of it fits', () => {
    const clock = new FakeClock();
    const start = claimStart(clock);
    clock.advance(QUEUE_WAIT_MS_MAX);
    expect(mayStart(start, clock)).toBe(true);
    clock.advance(1);
    expect(mayStart(start, clock)).toBe(false);
    // At the wire a part of the deadline is spent already.
    expect(mayStart(start, clock, ATTEMPT_DEADLINE_MS - 1)).toBe(true);
    clock.jumpWall(1);
    expect(mayStart(start, clock, ATTEMPT_DEADLINE_MS - 1)).toBe(false);
  });
});
