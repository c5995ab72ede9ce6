/**
 * Requests of a few milliseconds become one transaction. There is no window: what arrives while a commit is in flight is the next one,
 * which already gathers 20 to 25 events at 64 publishers; waiting 1 or 2 ms for more was measured to gain nothing. Results of attempts
 * join the commit that is due anyway. Nothing is answered before its commit has resolved, and nothing is accepted after an error.
 */
import {
  type Clock,
  COMMIT_BYTES_MAX,
  COMMIT_RETRY_MS_MAX,
  COMMIT_RETRY_MS_MIN,
  COMMIT_ROWS_MAX,
  COMMITTER_BYTES_MAX,
  COMMITTER_WAIT_MS_MAX,
  type MonotonicMs,
  OUTCOMES_HELD_MAX,
} from '@keyturn/core';
import {
  type HotBatch,
  type HotBatchResult,
  type HotStore,
  type OutcomeRow,
  type PublishResult,
  type PublishRow,
  StoreError,
} from '@keyturn/store';
import { type EngineLog, errorFacts } from './engine-log.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import { Fifo } from './fifo.ts';
import { type ClaimStart, claimStart } from './live-delivery.ts';
import type { UsageEnd } from './usage-counts.ts';

/** A publish on its way to disk, and what is to happen then. */
export interface CommitTicket {
  readonly row: PublishRow;
  /** What it takes of memory. */
  readonly bytes: number;
  readonly arrivedAt: MonotonicMs;
  /** On disk, or found there already. The claim of its deliveries began with the transaction. */
  onCommitted(result: PublishResult, claimedAt: ClaimStart): void;
  /** Not stored as far as anybody knows; never called after `onCommitted`. */
  onFailed(error: unknown): void;
}

/** What was gathered from results and rides on a transaction. */
export type Gathered = Pick<HotBatch, 'secretUses' | 'usage'>;

/** What the committer stands on and whom it tells. */
export interface CommitterOptions {
  readonly hot: Pick<HotStore, 'commitBatch'>;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly metrics: EngineMetrics;
  /** What was gathered and is due to be written. */
  takeGathered(): Gathered;
  /** Called once for each `takeGathered`, before the next, when something was taken. */
  onGatheredEnded(gathered: Gathered, end: UsageEnd): void;
  /** OUTCOMES_HELD_MAX unless told. */
  readonly outcomesHeldMax?: number;
  /** After each transaction, once its publishes were answered: what became of its outcomes, row by row. */
  onRecorded(outcomes: readonly OutcomeRow[], results: HotBatchResult['outcomes']): void;
}

/** Gathers publishes and outcomes, and commits them one batch at a time. */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #tickets = new Fifo<CommitTicket>();
  readonly #outcomes = new Fifo<OutcomeRow>();
  #ticketBytes = 0;
  #uncommitted = 0;
  /** When the oldest publish of the commit in flight arrived. */
  #oldestInFlightAt: MonotonicMs | undefined;
  /** A commit is in flight, or one is scheduled. */
  #isBusy = false;
  /** Somebody asked for a commit while one was in flight. */
  #isWoken = false;
  #failuresInARow = 0;
  /** Lowered after a failure that is not the database's, to part the row that cannot be written from the others. */
  #rowsMax = COMMIT_ROWS_MAX;
  #fatal: StoreError | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #idleWaiters: (() => void)[] = [];

  constructor(options: CommitterOptions) {
    this.#options = options;
  }

  /** Publishes and outcomes that are not on disk yet. */
  get uncommitted(): number {
    return this.#uncommitted;
  }

  /** Whether the database met an I/O error, after which nothing is committed any more. */
  get isFatal(): boolean {
    return this.#fatal !== undefined;
  }

  /** Whether so many results wait for the database that nothing more may be sent. */
  get isOverfull(): boolean {
    const { outcomesHeldMax = OUTCOMES_HELD_MAX } = this.#options;
    return this.#outcomes.size >= outcomesHeldMax || this.#fatal !== undefined;
  }

  /** Whether publishes wait too long, or take too much memory, for another one to be let in. */
  get isCongested(): boolean {
    if (this.#ticketBytes > COMMITTER_BYTES_MAX) return true;
    const oldest = this.#oldestInFlightAt ?? this.#tickets.peek()?.arrivedAt;
    return oldest !== undefined && this.#options.clock.monotonic() - oldest > COMMITTER_WAIT_MS_MAX;
  }

  publish(ticket: CommitTicket): void {
    if (this.#fatal !== undefined) {
      ticket.onFailed(this.#fatal);
      return;
    }
    this.#tickets.push(ticket);
    this.#ticketBytes += ticket.bytes;
    this.#uncommitted++;
    this.wake();
  }

  record(outcome: OutcomeRow): void {
    this.#outcomes.push(outcome);
    this.#uncommitted++;
    this.wake();
  }

  /** Commits soon, even if only what was gathered is to be written. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isBusy || this.#fatal !== undefined) return;
    this.#isBusy = true;
    // After this turn of the loop, so that all that became known in it shares the transaction: one per result was measured at a third
    // of the throughput.
    setImmediate(() => this.#commit());
  }

  /** Resolves once nothing waits for a commit; at once after an I/O error, when nothing ever will be committed. */
  whenIdle(): Promise<void> {
    if (!this.#isBusy || this.#fatal !== undefined) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /** Tries no more: for the end of the process, when what is left cannot be written. */
  close(): void {
    clearTimeout(this.#retryTimer);
  }

  #commit(): void {
    this.#isWoken = false;
    const outcomes = this.#takeOutcomes();
    // After an outage results go first and alone: an accepted event is safe where it is, a result forgotten is a request made twice.
    const tickets =
      this.#failuresInARow > 0 && outcomes.length > 0
        ? []
        : this.#takeTickets(this.#rowsMax - outcomes.length);
    const gathered = this.#options.takeGathered();
    const isAnythingGathered = gathered.secretUses.length > 0 || gathered.usage !== undefined;
    if (outcomes.length === 0 && tickets.length === 0 && !isAnythingGathered) {
      this.#rest();
      return;
    }
    this.#oldestInFlightAt = tickets[0]?.arrivedAt;
    const claimedAt = claimStart(this.#options.clock);
    const publishes = tickets.map((ticket) => ticket.row);
    const endGathered = (end: UsageEnd): void => {
      if (isAnythingGathered) this.#options.onGatheredEnded(gathered, end);
    };
    this.#options.hot.commitBatch({ publishes, outcomes, ...gathered, now: claimedAt.wall }).then(
      (result) => {
        endGathered('written');
        this.#onCommitted(result, claimedAt, tickets, outcomes);
      },
      (error: unknown) => {
        endGathered(error instanceof StoreError ? 'not_written' : 'unwritable');
        this.#onFailed(error, tickets, outcomes);
      },
    );
  }

  #takeOutcomes(): OutcomeRow[] {
    const outcomes: OutcomeRow[] = [];
    while (outcomes.length < this.#rowsMax) {
      const outcome = this.#outcomes.shift();
      if (outcome === undefined) break;
      outcomes.push(outcome);
    }
    return outcomes;
  }

  #takeTickets(rowsMax: number): CommitTicket[] {
    const tickets: CommitTicket[] = [];
    let rows = 0;
    let bytes = 0;
    while (rows < rowsMax) {
      const ticket = this.#tickets.peek();
      if (ticket === undefined) break;
      rows += 1 + ticket.row.deliveries.length;
      bytes += ticket.bytes;
      // One that is larger than a whole transaction may be is a transaction of its own.
      if (tickets.length > 0 && (rows > rowsMax || bytes > COMMIT_BYTES_MAX)) break;
      this.#tickets.shift();
      tickets.push(ticket);
    }
    return tickets;
  }

  #onCommitted(
    result: HotBatchResult,
    claimedAt: ClaimStart,
    tickets: readonly CommitTicket[],
    outcomes: readonly OutcomeRow[],
  ): void {
    const { log, metrics } = this.#options;
    if (this.#failuresInARow > 0) log.info({}, 'the database takes commits again');
    this.#failuresInARow = 0;
    this.#rowsMax = COMMIT_ROWS_MAX;
    this.#settle(tickets, outcomes.length);
    // The next batch goes to the disk before this one is answered and sent, so that both happen at once.
    if (this.#isAnythingLeft()) this.#commit();
    else this.#rest();
    metrics.commits.inc();
    metrics.commitRows.observe(tickets.length + outcomes.length);
    for (let n = 0; n < tickets.length; n++) {
      const published = result.publishes[n];
      if (published === undefined) tickets[n]?.onFailed(new Error('the store gave no result for a publish'));
      else tickets[n]?.onCommitted(published, claimedAt);
    }
    this.#options.onRecorded(outcomes, result.outcomes);
  }

  #onFailed(error: unknown, tickets: readonly CommitTicket[], outcomes: readonly OutcomeRow[]): void {
    const { log, metrics } = this.#options;
    const isFirst = this.#failuresInARow++ === 0;
    metrics.commitsFailed.inc();
    this.#settle(tickets, 0);
    for (let n = outcomes.length - 1; n >= 0; n--) this.#outcomes.unshift(outcomes[n] as OutcomeRow);
    if (error instanceof StoreError) {
      if (error.code === 'io_error') this.#end(error);
      else if (isFirst)
        log.error(errorFacts(error), 'the database took no commit; results are kept, and tried again');
    } else {
      log.error(errorFacts(error), 'a transaction failed for a reason that is not the database');
      this.#partFaulty(tickets.length, outcomes.length);
    }
    for (const ticket of tickets) ticket.onFailed(error);
    if (this.#fatal !== undefined) return;
    if (!this.#isAnythingLeft()) {
      this.#rest();
      return;
    }
    const delayMs = Math.min(COMMIT_RETRY_MS_MIN * 2 ** (this.#failuresInARow - 1), COMMIT_RETRY_MS_MAX);
    this.#retryTimer = setTimeout(() => this.#commit(), delayMs);
  }

  /** Halves the batch until the outcome that cannot be written is alone, and then lets it go: its claim ends, and it is due again. */
  #partFaulty(ticketCount: number, outcomeCount: number): void {
    if (ticketCount === 0 && outcomeCount === 1) {
      const outcome = this.#outcomes.shift();
      this.#uncommitted--;
      this.#rowsMax = COMMIT_ROWS_MAX;
      this.#options.log.error(
        { delivery: outcome?.deliveryRef },
        'a result that cannot be written was let go',
      );
    } else if (ticketCount === 0) {
      this.#rowsMax = Math.max(1, Math.floor(outcomeCount / 2));
    }
  }

  /** After an I/O error a commit proves nothing: nothing is tried again, and the store has told the process to end. */
  #end(error: StoreError): void {
    this.#fatal = error;
    for (let ticket = this.#tickets.shift(); ticket !== undefined; ticket = this.#tickets.shift()) {
      this.#settle([ticket], 0);
      ticket.onFailed(error);
    }
    this.#rest();
  }

  #isAnythingLeft(): boolean {
    return this.#tickets.size + this.#outcomes.size > 0 || this.#isWoken;
  }

  #settle(tickets: readonly CommitTicket[], outcomeCount: number): void {
    this.#oldestInFlightAt = undefined;
    this.#uncommitted -= tickets.length + outcomeCount;
    for (const ticket of tickets) this.#ticketBytes -= ticket.bytes;
  }

  #rest(): void {
    this.#isBusy = false;
    const waiters = this.#idleWaiters;
    this.#idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}
