import type { Clock, EpochMs, MonotonicMs } from '@keyturn/core';
import { eventually } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { AttemptDeadlines, type Expiring } from './attempt-deadlines.ts';

const clock: Clock = {
  wall: () => Date.now() as EpochMs,
  monotonic: () => performance.now() as MonotonicMs,
};

function anEntry(onExpired: () => void): Expiring {
  return { expiresAt: 0, earlier: undefined, later: undefined, onExpired };
}

describe('deadlines', () => {
  it('come to each entry that is left, in order, and to none that was removed', async () => {
    const deadlines = new AttemptDeadlines(clock, 30);
    const expired: number[] = [];
    const entries = Array.from({ length: 6 }, (_, n) => anEntry(() => expired.push(n)));
    for (const entry of entries) deadlines.add(entry);
    for (const n of [0, 2, 5]) deadlines.remove(entries[n] as Expiring);
    await eventually(() => expect(expired).toEqual([1, 3, 4]), { deadlineMs: 15_000 });
  });

  it('are not early', async () => {
    const deadlines = new AttemptDeadlines(clock, 40);
    const startedAt = performance.now();
    const late = await new Promise<number>((resolve) => {
      deadlines.add(anEntry(() => resolve(performance.now() - startedAt)));
    });
    expect(late).toBeGreaterThanOrEqual(40);
  });

  it('come to entries added later, and to those added by an expiry', async () => {
    const deadlines = new AttemptDeadlines(clock, 10);
    const expired: string[] = [];
    const third = anEntry(() => expired.push('third'));
    const second = anEntry(() => {
      expired.push('second');
      deadlines.add(third);
    });
    deadlines.add(
      anEntry(() => {
        expired.push('first');
        deadlines.add(second);
      }),
    );
    await eventually(() => expect(expired).toEqual(['first', 'second', 'third']), { deadlineMs: 15_000 });
  });
});
