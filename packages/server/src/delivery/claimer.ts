/**
 * What is due later comes from the database: retries, what memory had no room for, and what a dead process had claimed. It polls, because
 * a notification per commit would serialise the commits, and it claims only what memory has room for.
 */
import {
  BODY_BYTES_MAX,
  CLAIM_DELIVERIES_MAX,
  CLAIM_DELIVERIES_PER_LANE_MAX,
  CLAIM_LANES_MAX,
  CLAIM_MS,
  CLAIM_OUTAGE_MS,
  CLAIM_POLL_MS,
  type Clock,
  DELIVERIES_IN_MEMORY_MAX,
  LANE_SWEEP_MS,
} from '@keyturn/core';
import type { ClaimedDelivery, HotStore } from '@keyturn/store';
import type { Dispatcher } from './dispatcher.ts';
import { type EngineLog, errorFacts } from './engine-log.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import type { Lanes } from './lanes.ts';
import { type ClaimStart, claimStart } from './live-delivery.ts';

/** What the claimer stands on. */
export interface ClaimerOptions {
  readonly hot: Pick<HotStore, 'claimDue' | 'sweepLanes'>;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly lanes: Lanes;
  readonly dispatcher: Dispatcher;
  readonly log: EngineLog;
  readonly metrics: EngineMetrics;
  isOverfull(): boolean;
}

/** Claims due deliveries and hands them to the dispatcher, one claim at a time. */
export class Claimer {
  readonly #options: ClaimerOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweepTimer: NodeJS.Timeout | undefined;
  #claiming: Promise<void> | undefined;
  #isRunning = false;
  #isWoken = false;
  #isOutage = false;

  constructor(options: ClaimerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isRunning = true;
    this.#sweepTimer = setInterval(() => this.#sweep(), LANE_SWEEP_MS);
    this.#sweepTimer.unref();
    this.wake();
  }

  /** Claims at once, or right after the claim under way. */
  wake(): void {
    this.#isWoken = true;
    if (this.#claiming === undefined) this.#schedule(0);
  }

  /** Claims no more; resolves when what was under way has been handed on. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#timer);
    clearInterval(this.#sweepTimer);
    await this.#claiming;
  }

  #schedule(delayMs: number): void {
    if (!this.#isRunning) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#claiming = this.#claim().finally(() => {
        this.#claiming = undefined;
        this.#schedule(this.#nextDelayMs());
      });
    }, delayMs);
  }

  #nextDelayMs(): number {
    if (this.#isOutage) return CLAIM_OUTAGE_MS;
    if (this.#isWoken) return 0;
    return CLAIM_POLL_MS * (0.8 + 0.4 * this.#options.random());
  }

  /** How many deliveries memory has room for, should each of them be as large as it may. */
  #room(): number {
    const { lanes } = this.#options;
    const byBytes = Math.floor(lanes.freeBytes / BODY_BYTES_MAX);
    return Math.min(CLAIM_DELIVERIES_MAX, DELIVERIES_IN_MEMORY_MAX - lanes.held, byBytes);
  }

  async #claim(): Promise<void> {
    const { hot, clock, dispatcher, metrics, isOverfull } = this.#options;
    this.#isWoken = false;
    const room = this.#room();
    if (room <= 0 || isOverfull()) return;
    const claimedAt = claimStart(clock);
    let claimed: readonly ClaimedDelivery[];
    try {
      claimed = await hot.claimDue({
        now: claimedAt.wall,
        claimMs: CLAIM_MS,
        lanesMax: CLAIM_LANES_MAX,
        deliveriesPerLaneMax: CLAIM_DELIVERIES_PER_LANE_MAX,
        deliveriesMax: room,
      });
    } catch (error) {
      this.#onOutage(error);
      return;
    }
    if (this.#isOutage) this.#options.log.info({}, 'due deliveries are claimed again');
    this.#isOutage = false;
    metrics.claimed.inc(claimed.length);
    const taken = this.#offer(claimed, claimedAt);
    dispatcher.pump();
    // There may be more. When most found no place, what is due is mostly due for endpoints that are full already: that can wait.
    if (taken > 0 && taken * 2 >= claimed.length) this.#isWoken = true;
  }

  #offer(claimed: readonly ClaimedDelivery[], claimedAt: ClaimStart): number {
    let taken = 0;
    for (const { claimedUntil, eventRef, ...delivery } of claimed) {
      if (this.#options.dispatcher.offer({ ...delivery, claimedAt }) === 'taken') taken++;
    }
    return taken;
  }

  #onOutage(error: unknown): void {
    if (!this.#isOutage) this.#options.log.error(errorFacts(error), 'due deliveries cannot be claimed');
    this.#isOutage = true;
  }

  /** Deliveries of a lane that nobody would look at again are found by the next claim; most that it mends are claimed ones, and well. */
  #sweep(): void {
    const { hot, clock, log } = this.#options;
    hot.sweepLanes(clock.wall()).catch((error: unknown) => {
      if (!this.#isOutage) log.warn(errorFacts(error), 'lanes could not be swept');
    });
  }
}
