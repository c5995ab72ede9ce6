import type { AttemptCause } from '@keyturn/core';

/** A number that only grows. */
export interface CounterHandle {
  inc(by?: number): void;
}

/** Many measurements of one kind. */
export interface HistogramHandle {
  observe(value: number): void;
}

/** What the engine counts, as handles that are looked up once: labels made anew for each event were measured to cost 7 µs. */
export interface EngineMetrics {
  /** Attempts by how they ended. */
  readonly attempts: Readonly<Record<AttemptCause, CounterHandle>>;
  /** Seconds from an attempt's start to the head of its response, or to its failure. */
  readonly attemptSeconds: HistogramHandle;
  /** Publishes stored, those that were already there, and those refused because the database failed. */
  readonly publishesStored: CounterHandle;
  readonly publishesDuplicate: CounterHandle;
  readonly publishesFailed: CounterHandle;
  /** Transactions of the committer, the rows in them, and those that failed. */
  readonly commits: CounterHandle;
  readonly commitRows: HistogramHandle;
  readonly commitsFailed: CounterHandle;
  /** Deliveries taken from the database, and those given back without an attempt. */
  readonly claimed: CounterHandle;
  readonly handedBack: CounterHandle;
  /** Requests that were stopped at the wire because their keyset or claim had ended, with nothing sent. */
  readonly stoppedAtWire: CounterHandle;
  /** Requests sent once more on a fresh connection because the kept one had been closed meanwhile. */
  readonly resentOnFreshConnection: CounterHandle;
  /** Results that came after their claim had ended. */
  readonly lateResults: CounterHandle;
  /** Deliveries held back because their secrets do not open. */
  readonly signingBlocked: CounterHandle;
}
