import type { Measurement } from './measure.ts';

/** A plausible measurement for tests, with what a test wants to show set by hand. */
export function aMeasurement(shown: Partial<Measurement> = {}): Measurement {
  return {
    acceptedPerSecond: 10_000,
    deliveredPerSecond: 10_000,
    mainThreadUsPerEvent: 50,
    totalUsPerEvent: 80,
    acceptMs: { p50: 4, p99: 12, max: 20 },
    arrivalMs: { p50: 6, p99: 16, max: 30 },
    peakMemoryBytes: 200_000_000,
    refused: 0,
    duplicates: 0,
    faults: [],
    ...shown,
  };
}
