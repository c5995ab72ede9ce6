import { describe, expect, it } from 'vitest';
import { latenciesOf, median, percentile } from './percentiles.ts';

describe('percentile', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, index) => index + 1);

  it.each([
    { share: 0.5, value: 50 },
    { share: 0.99, value: 99 },
    { share: 0.991, value: 100 },
    { share: 1, value: 100 },
    { share: 0, value: 1 },
  ])('of 1 to 100 at $share is $value', ({ share, value }) => {
    expect(percentile(hundred, share)).toBe(value);
  });

  it('of a single value is that value', () => {
    expect(percentile([7], 0.99)).toBe(7);
  });

  it('refuses an empty set instead of showing a measurement of nothing', () => {
    expect(() => percentile([], 0.5)).toThrow('no values');
    expect(() => median([])).toThrow('no values');
  });
});

describe('median', () => {
  it('is the middle value, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it('is the mean of the two middle values when there is no middle', () => {
    expect(median([10, 1, 3, 2])).toBe(2.5);
  });
});

describe('latencies', () => {
  it('are taken from values in order of arrival', () => {
    expect(latenciesOf(Float64Array.of(3, 100, 1, 2))).toEqual({ p50: 2, p99: 100, max: 100 });
  });

  it('are ordered as numbers, not as text', () => {
    expect(latenciesOf(Float64Array.of(9, 10, 100)).p50).toBe(10);
  });
});
