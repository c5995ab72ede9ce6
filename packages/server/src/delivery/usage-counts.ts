/**
 * What was sent, counted by account and minute, and each endpoint's last attempt. Counted in memory, one addition in a map for each
 * fact, and written with a transaction that is due anyway, or when none comes for a while. What is written is the whole count of a minute
 * so far, under a row key of this minute in this memory: a batch that is written twice, or that nobody knows the end of, counts once. A
 * process that is killed loses the counts of its last seconds.
 */
import {
  type AccountRef,
  type AttemptCause,
  type Clock,
  type EndpointRef,
  type EpochMs,
  latencyBucketOf,
  type MonotonicMs,
  USAGE_CHUNK_MS,
  USAGE_COUNTS_IN_MEMORY_MAX,
  USAGE_FLUSH_MS,
  USAGE_MINUTE_KEPT_MS,
  USAGE_ROWS_PER_COMMIT_MAX,
  wasSent,
} from '@keyturn/core';
import type { Attempt, Usage, UsageCount, UsageKind } from '@keyturn/store';
import type { LiveDelivery } from './live-delivery.ts';

/** How a batch with counts in it ended. */
export type UsageEnd =
  | 'written'
  /** Not as far as anybody knows; to be written again. */
  | 'not_written'
  /** For a reason that is not the database's: to be let go, or it would fail every batch to come. */
  | 'unwritable';

/** What the counts stand on. */
export interface UsageCountsOptions {
  readonly clock: Clock;
  /** A new row key; throws when there is none, and then the minute is not counted. */
  takeRef(): number;
  askForCommit(): void;
  /** Called, once a minute at most, when more is to be counted than fits into memory. */
  onFull(): void;
  /** USAGE_COUNTS_IN_MEMORY_MAX unless told. */
  readonly countsMax?: number;
}

const MINUTE_MS = 60_000;

interface Count extends Omit<UsageCount, 'count'> {
  count: number;
  isDirty: boolean;
}

/** One minute in memory. */
interface Minute {
  readonly at: EpochMs;
  readonly bucketRef: number;
  readonly byAccount: Map<AccountRef, Map<string, Count>>;
  size: number;
}

type LastAttemptRow = Usage['lastAttempts'][number];

/** What of one account is to be written. */
interface Unwritten {
  readonly counts: Count[];
  readonly lastAttempts: Map<EndpointRef, LastAttemptRow>;
}

/** What is being written. */
interface InFlight {
  readonly counts: Count[];
  readonly lastAttempts: LastAttemptRow[];
  readonly waiters: (() => void)[];
  readonly accountRefs: Set<AccountRef>;
}

/** The counts of one process that are not on disk yet, and those of the minutes that may still grow. */
export class UsageCounts {
  readonly #options: UsageCountsOptions;
  readonly #minutes = new Map<EpochMs, Minute>();
  #latest: Minute | undefined;
  #size = 0;
  readonly #unwritten = new Map<AccountRef, Unwritten>();
  /** Who waits for an account's counts to be on disk. */
  readonly #waiters = new Map<AccountRef, (() => void)[]>();
  #inFlight: InFlight | undefined;
  /** Accounts that are still to be written of those that were due together. */
  #round: AccountRef[] = [];
  #takenAt: MonotonicMs;
  #timer: NodeJS.Timeout | undefined;
  #isFull = false;

  constructor(options: UsageCountsOptions) {
    this.#options = options;
    this.#takenAt = options.clock.monotonic();
  }

  get isEmpty(): boolean {
    return this.#unwritten.size === 0;
  }

  /** Whether somebody waits for counts to be on disk. */
  get isAwaited(): boolean {
    return this.#waiters.size > 0;
  }

  /** Counts an attempt, in the minute in which it started. */
  noteAttempt(delivery: LiveDelivery, attempt: Attempt): void {
    const { accountRef, endpointRef, deliveryRef } = delivery;
    const { startedAt, durationMs, cause, statusCode, keyIds } = attempt;
    this.#add(accountRef, 'requests', `${sentWord(cause)} ${keyIds.join(' ')}`, startedAt);
    if (wasSent(cause)) this.#add(accountRef, 'latency', String(latencyBucketOf(durationMs)), startedAt);
    const { lastAttempts } = this.#unwrittenOf(accountRef);
    if ((lastAttempts.get(endpointRef)?.startedAt ?? 0) > startedAt) return;
    const last = { accountRef, endpointRef, deliveryRef, startedAt, durationMs, cause, keyIds };
    lastAttempts.set(endpointRef, statusCode === undefined ? last : { ...last, statusCode });
  }

  /** Counts an event that was accepted, or a delivery that ended. */
  noteFlow(accountRef: AccountRef, what: 'accepted' | 'delivered' | 'dead', at: EpochMs): void {
    this.#add(accountRef, 'flow', what, at);
  }

  /**
   * What is to be written now: of accounts that somebody waits for, and, once it is time (or at the end), of all. Must be settled before
   * the next is taken.
   */
  take(when: 'due' | 'now'): Usage | undefined {
    if (this.#unwritten.size === 0) return undefined;
    const now = this.#options.clock.monotonic();
    const batch: InFlight = { counts: [], lastAttempts: [], waiters: [], accountRefs: new Set() };
    for (const accountRef of this.#waiters.keys()) this.#takeFrom(accountRef, batch);
    if (this.#isDue(when, now)) this.#takeRound(batch, now);
    if (batch.accountRefs.size === 0) return undefined;
    this.#inFlight = batch;
    return {
      counts: batch.counts.map(({ isDirty, ...count }) => count),
      lastAttempts: batch.lastAttempts,
    };
  }

  /** Says how the batch ended that `take` gave something to. */
  settle(end: UsageEnd): void {
    const batch = this.#inFlight;
    if (batch === undefined) return;
    this.#inFlight = undefined;
    if (end === 'not_written') this.#takeBack(batch);
    for (const resolve of batch.waiters) resolve();
    if (this.#waiters.size > 0) this.#options.askForCommit();
  }

  /** Resolves once all that was counted of an account before is on disk, or could not be written. */
  whenWritten(accountRef: AccountRef): Promise<void> {
    const isUnwritten = this.#unwritten.has(accountRef);
    if (!isUnwritten && this.#inFlight?.accountRefs.has(accountRef) !== true) return Promise.resolve();
    return new Promise((resolve) => {
      if (!isUnwritten) {
        this.#inFlight?.waiters.push(resolve);
        return;
      }
      const waiters = this.#waiters.get(accountRef);
      if (waiters === undefined) this.#waiters.set(accountRef, [resolve]);
      else waiters.push(resolve);
      this.#options.askForCommit();
    });
  }

  /** Asks for no more commits. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #add(accountRef: AccountRef, kind: UsageKind, label: string, at: EpochMs): void {
    const minute = this.#minuteOf((at - (at % MINUTE_MS)) as EpochMs);
    if (minute === undefined) return;
    let counts = minute.byAccount.get(accountRef);
    if (counts === undefined) {
      counts = new Map();
      minute.byAccount.set(accountRef, counts);
    }
    // Labels of two kinds are never equal.
    let count = counts.get(label);
    if (count === undefined) {
      if (this.#size >= (this.#options.countsMax ?? USAGE_COUNTS_IN_MEMORY_MAX)) {
        this.#sayFull();
        return;
      }
      const { at: beginning, bucketRef } = minute;
      count = { accountRef, kind, label, minute: beginning, bucketRef, count: 0, isDirty: false };
      counts.set(label, count);
      minute.size++;
      this.#size++;
    }
    count.count++;
    if (!count.isDirty) {
      count.isDirty = true;
      this.#unwrittenOf(accountRef).counts.push(count);
    }
  }

  #minuteOf(at: EpochMs): Minute | undefined {
    if (this.#latest?.at === at) return this.#latest;
    let minute = this.#minutes.get(at);
    if (minute === undefined) {
      let bucketRef: number;
      try {
        bucketRef = this.#options.takeRef();
      } catch {
        // The database has been away for so long that its row keys are used up: what fails for it is told elsewhere.
        return undefined;
      }
      this.#forgetOld();
      minute = { at, bucketRef, byAccount: new Map(), size: 0 };
      this.#minutes.set(at, minute);
    }
    this.#latest = minute;
    return minute;
  }

  /** A minute that is forgotten too early, as after a leap of the clock, begins again under another row key. */
  #forgetOld(): void {
    const now = this.#options.clock.wall();
    for (const minute of this.#minutes.values()) {
      if (Math.abs(now - minute.at) < MINUTE_MS + USAGE_MINUTE_KEPT_MS) continue;
      this.#minutes.delete(minute.at);
      this.#size -= minute.size;
    }
    this.#isFull = false;
  }

  #sayFull(): void {
    if (this.#isFull) return;
    this.#isFull = true;
    this.#options.onFull();
  }

  #unwrittenOf(accountRef: AccountRef): Unwritten {
    let unwritten = this.#unwritten.get(accountRef);
    if (unwritten === undefined) {
      unwritten = { counts: [], lastAttempts: new Map() };
      this.#unwritten.set(accountRef, unwritten);
      this.#timer ??= this.#startTimer(USAGE_FLUSH_MS);
    }
    return unwritten;
  }

  #startTimer(ms: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.#timer = undefined;
      this.#options.askForCommit();
      // Should no commit come of it, as when one is under way that took nothing.
      if (this.#unwritten.size > 0) this.#timer ??= this.#startTimer(ms);
    }, ms).unref();
  }

  #isDue(when: 'due' | 'now', now: MonotonicMs): boolean {
    if (when === 'now') return true;
    // A timer may fire a millisecond early by this clock; half the time is certainly "every few seconds".
    const pauseMs = this.#round.length > 0 ? USAGE_CHUNK_MS : USAGE_FLUSH_MS;
    return now - this.#takenAt >= pauseMs / 2;
  }

  /** Goes on with what was due together; what is counted meanwhile is due the next time. */
  #takeRound(batch: InFlight, now: MonotonicMs): void {
    if (this.#round.length === 0) this.#round = [...this.#unwritten.keys()].reverse();
    for (let next = this.#round.at(-1); next !== undefined; next = this.#round.at(-1)) {
      if (roomIn(batch) === 0) break;
      this.#takeFrom(next, batch);
      if (!this.#unwritten.has(next)) this.#round.pop();
    }
    this.#takenAt = now;
    clearTimeout(this.#timer);
    const isOver = this.#round.length === 0;
    this.#timer =
      this.#unwritten.size === 0 ? undefined : this.#startTimer(isOver ? USAGE_FLUSH_MS : USAGE_CHUNK_MS);
  }

  #takeFrom(accountRef: AccountRef, batch: InFlight): void {
    const unwritten = this.#unwritten.get(accountRef);
    if (unwritten === undefined || roomIn(batch) === 0) return;
    batch.accountRefs.add(accountRef);
    for (const count of unwritten.counts.splice(0, roomIn(batch))) {
      count.isDirty = false;
      batch.counts.push(count);
    }
    for (const [endpointRef, last] of unwritten.lastAttempts) {
      if (roomIn(batch) === 0) break;
      unwritten.lastAttempts.delete(endpointRef);
      batch.lastAttempts.push(last);
    }
    if (unwritten.counts.length + unwritten.lastAttempts.size > 0) return;
    this.#unwritten.delete(accountRef);
    batch.waiters.push(...(this.#waiters.get(accountRef) ?? []));
    this.#waiters.delete(accountRef);
  }
  #takeBack(batch: InFlight): void {
    for (const count of batch.counts) {
      if (count.isDirty) continue;
      count.isDirty = true;
      this.#unwrittenOf(count.accountRef).counts.push(count);
    }
    for (const last of batch.lastAttempts) {
      const { lastAttempts } = this.#unwrittenOf(last.accountRef);
      const newer = lastAttempts.get(last.endpointRef);
      if (newer === undefined) lastAttempts.set(last.endpointRef, last);
    }
  }
}

function roomIn(batch: InFlight): number {
  return Math.max(USAGE_ROWS_PER_COMMIT_MAX - batch.counts.length - batch.lastAttempts.length, 0);
}

function sentWord(cause: AttemptCause): string {
  if (cause === 'ok') return 'delivered';
  return wasSent(cause) ? 'failed' : 'unsent';
}
