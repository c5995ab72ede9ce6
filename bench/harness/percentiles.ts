/** What is kept of a set of durations, in milliseconds. `undefined` where nothing was measured. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * The nearest-rank percentile of ascending `sorted`: the smallest value that at least `share` (0 to 1) of all values
 * do not exceed. Throws on an empty set, because a percentile of nothing would be read as a measurement.
 */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error('no values to take a percentile of');
  return value;
}

/** The middle value, or the mean of the two middle ones. Throws on an empty set. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('no values to take a median of');
  return (lower + upper) / 2;
}

/** Sorts `durationsMs` in place and keeps what a table shows of them. */
export function latenciesOf(durationsMs: Float64Array): Latencies {
  durationsMs.sort();
  return {
    p50: percentile(durationsMs, 0.5),
    p99: percentile(durationsMs, 0.99),
    max: percentile(durationsMs, 1),
  };
}
