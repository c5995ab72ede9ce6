import type { Measurement } from './measure.ts';
import { median } from './percentiles.ts';

/** The two programs measured right after each other, so that both saw the same machine. */
export interface Pair {
  readonly limit: Measurement;
  readonly contender: Measurement;
}

/** One figure of a measurement: how it is called, read, shown and compared. */
export interface Figure {
  readonly title: string;
  readonly read: (measurement: Measurement) => number;
  readonly fractionDigits: number;
}

/** The columns of the table, in order. */
export const FIGURES = {
  accepted: { title: 'accepted/s', read: (m) => m.acceptedPerSecond, fractionDigits: 0 },
  delivered: { title: 'delivered/s', read: (m) => m.deliveredPerSecond, fractionDigits: 0 },
  mainThread: { title: 'main µs/event', read: (m) => m.mainThreadUsPerEvent, fractionDigits: 1 },
  total: { title: 'total µs/event', read: (m) => m.totalUsPerEvent, fractionDigits: 1 },
  acceptP50: { title: 'accept p50 ms', read: (m) => m.acceptMs.p50, fractionDigits: 1 },
  acceptP99: { title: 'p99', read: (m) => m.acceptMs.p99, fractionDigits: 1 },
  arrivalP50: { title: 'arrival p50 ms', read: (m) => m.arrivalMs.p50, fractionDigits: 1 },
  arrivalP99: { title: 'p99', read: (m) => m.arrivalMs.p99, fractionDigits: 1 },
  peakMemory: { title: 'peak MB', read: (m) => m.peakMemoryBytes / 1_000_000, fractionDigits: 0 },
} as const satisfies Record<string, Figure>;

/** The median of one figure over the runs of one program. */
export function medianFigure(measurements: readonly Measurement[], figure: Figure): number {
  return median(measurements.map(figure.read));
}

/** Contender to limit, pair by pair. Ratios are taken within a pair and only then summed up: a disturbance hits both. */
export function ratiosOf(pairs: readonly Pair[], figure: Figure): number[] {
  return pairs.map(({ limit, contender }) => figure.read(contender) / figure.read(limit));
}

/** Measures limit and contender in turn, A B A B. A pair is whole or it is not there. */
export async function measurePairs(
  pairCount: number,
  measureLimit: () => Promise<Measurement>,
  measureContender: () => Promise<Measurement>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let n = 0; n < pairCount; n++) {
    const limit = await measureLimit();
    const contender = await measureContender();
    pairs.push({ limit, contender });
  }
  return pairs;
}
