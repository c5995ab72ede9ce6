/**
 * Durations counted in fixed buckets, four to each doubling: enough to tell percentiles within a fifth, whatever process counted them and
 * in whatever order they are added up.
 */

const BUCKETS_PER_DOUBLING = 4;
/** The last bucket ends at 2^15 ms: more than twice the deadline of an attempt. */
const BUCKET_LAST = 15 * BUCKETS_PER_DOUBLING;

/** The bucket of a duration: 0 up to 1 ms, then each a quarter of a doubling wide; the last one takes everything longer. */
export function latencyBucketOf(durationMs: number): number {
  if (durationMs <= 1) return 0;
  return Math.min(Math.ceil(Math.log2(durationMs) * BUCKETS_PER_DOUBLING), BUCKET_LAST);
}

/**
 * The duration in milliseconds that `share` (above 0, at most 1) of what was counted did not exceed, to within the width of its bucket;
 * undefined when nothing was counted.
 */
export function latencyPercentileMs(
  countByBucket: ReadonlyMap<number, number>,
  share: number,
): number | undefined {
  let total = 0;
  for (const count of countByBucket.values()) total += count;
  if (total === 0) return undefined;
  const rank = share * total;
  let below = 0;
  for (let bucket = 0; bucket <= BUCKET_LAST; bucket++) {
    const count = countByBucket.get(bucket) ?? 0;
    if (count > 0 && below + count >= rank) {
      // Inside its bucket a duration is as likely to be at one place as at another.
      const place = (rank - below) / count;
      return Math.round(lowerEndMs(bucket) + place * (upperEndMs(bucket) - lowerEndMs(bucket)));
    }
    below += count;
  }
  return undefined;
}

function upperEndMs(bucket: number): number {
  return 2 ** (bucket / BUCKETS_PER_DOUBLING);
}

function lowerEndMs(bucket: number): number {
  return bucket === 0 ? 0 : upperEndMs(bucket - 1);
}
