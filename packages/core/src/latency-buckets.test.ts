import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latencyBucketOf, latencyPercentileMs } from './latency-buckets.ts';

/** Durations as they are kept: how many in each bucket. */
function counted(durations: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const duration of durations) {
    const bucket = latencyBucketOf(duration);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}

describe('durations in buckets', () => {
  it('have a place whatever they are', () => {
    expect([0, 1, 2, 15_000, 1e9].map(latencyBucketOf)).toEqual([0, 0, 4, 56, 60]);
  });

  it('give no percentile when there are none', () => {
    expect(latencyPercentileMs(new Map(), 0.5)).toBeUndefined();
    expect(latencyPercentileMs(new Map([[3, 0]]), 0.5)).toBeUndefined();
  });

  it('give each percentile within a fifth and a millisecond of the true one', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 15_000 }), { minLength: 1, maxLength: 400 });
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99, 1), (all, share) => {
        const inOrder = all.toSorted((a, b) => a - b);
        const exact = inOrder[Math.ceil(share * all.length) - 1] ?? 0;
        const told = latencyPercentileMs(counted(all), share) ?? Number.NaN;
        expect(Math.abs(told - exact)).toBeLessThanOrEqual(exact * 0.2 + 1);
      }),
    );
  });

  it('are the same added up as counted together', () => {
    const [fast, slow] = [
      [3, 5, 8],
      [700, 900],
    ];
    const sum = new Map(counted(fast ?? []));
    for (const [bucket, count] of counted(slow ?? [])) sum.set(bucket, (sum.get(bucket) ?? 0) + count);
    expect(latencyPercentileMs(sum, 0.5)).toBe(
      latencyPercentileMs(counted([...(fast ?? []), ...(slow ?? [])]), 0.5),
    );
  });
});
