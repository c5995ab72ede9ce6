/** The hot path put together: publish -> commit -> dispatch -> sign -> send -> record, and claim for what is due later. */
import {
  type AccountRef,
  type Clock,
  type EndpointRef,
  type EndpointUrlPolicy,
  RESULT_FLUSH_MS_MAX,
  USAGE_WRITE_MS_MAX,
} from '@keyturn/core';
import type { HotBatchResult, OutcomeRow, PublishResult, Store } from '@keyturn/store';
import type { AccountDirectory } from '../account-directory.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { Claimer } from './claimer.ts';
import { Committer, type Gathered } from './committer.ts';
import type { DeliveryEngine, PublishRequest, RequestUnderWay } from './delivery.ts';
import { Dispatcher } from './dispatcher.ts';
import { Egress, type EgressOptions } from './egress.ts';
import type { EngineLog } from './engine-log.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import { Lanes } from './lanes.ts';
import { PublishTicket, type TicketParts } from './publish-ticket.ts';
import { Recorder } from './recorder.ts';
import { SecretUses } from './secret-uses.ts';
import { Sender } from './sender.ts';
import { UsageCounts } from './usage-counts.ts';

/** What the operator decides about sending. */
export interface DeliveryConfig extends EndpointUrlPolicy {
  /** Of Keyturn, as receivers see it in `user-agent`. */
  readonly version: string;
  /** Certificates (PEM) trusted beside the public ones. */
  readonly extraCertificates?: readonly string[];
}

/** What the engine stands on. */
export interface DeliveryEngineOptions {
  readonly store: Pick<Store, 'hot' | 'takeRefs'>;
  readonly keyring: Pick<Keyring, 'findSigners' | 'loadSigners'>;
  readonly directory: AccountDirectory;
  readonly clock: Clock;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
  readonly config: DeliveryConfig;
  readonly log: EngineLog;
  readonly metrics: EngineMetrics;
  /** Resolvers in place of the real ones. */
  readonly resolvers?: Pick<EgressOptions, 'queries' | 'lookupBySystem'>;
  /** In place of ATTEMPT_DEADLINE_MS, RESPONSE_BODY_MS_MAX and OUTCOMES_HELD_MAX; never more. */
  readonly limits?: {
    readonly attemptDeadlineMs?: number;
    readonly responseBodyMs?: number;
    readonly outcomesHeldMax?: number;
  };
}

/** Makes an engine; it sends what is published at once, and what is due from `start` on. */
export function makeDeliveryEngine(options: DeliveryEngineOptions): DeliveryEngine {
  return new Engine(options);
}

/** What a caller is told who comes when the committer is full, or while the process ends and another one starts. */
const RETRY_AFTER_CONGESTED_SECONDS = 1;
const RETRY_AFTER_DRAINING_SECONDS = 5;

class Engine implements DeliveryEngine {
  readonly #options: DeliveryEngineOptions;
  readonly #lanes: Lanes;
  readonly #committer: Committer;
  readonly #secretUses: SecretUses;
  readonly #usage: UsageCounts;
  readonly #dispatcher: Dispatcher;
  readonly #sender: Sender;
  readonly #claimer: Claimer;
  readonly #ticketParts: TicketParts;
  #draining: Promise<void> | undefined;
  #isGatheredFailing = false;

  constructor(options: DeliveryEngineOptions) {
    const { store, clock, random, config, log, metrics, limits } = options;
    const isOverfull = () => this.#committer.isOverfull;
    this.#options = options;
    this.#lanes = new Lanes(clock);
    this.#secretUses = new SecretUses(clock, () => this.#committer.wake());
    this.#usage = new UsageCounts({
      clock,
      takeRef: () => store.takeRefs(1),
      askForCommit: () => this.#committer.wake(),
      onFull: () => log.warn({}, 'more is to be counted than memory has room for; the rest is not counted'),
    });
    this.#committer = new Committer({
      hot: store.hot,
      clock,
      log,
      metrics,
      takeGathered: () => this.#takeGathered(),
      onGatheredEnded: (gathered, end) => {
        // A secret that was used last in this batch must not look unused since.
        if (end !== 'written') this.#secretUses.giveBack(gathered.secretUses);
        this.#isGatheredFailing = end !== 'written';
        this.#usage.settle(end);
      },
      onRecorded: (outcomes, results) => this.#onRecorded(outcomes, results),
      ...limits,
    });
    const recorder = new Recorder({
      clock,
      random,
      metrics,
      secretUses: this.#secretUses,
      usage: this.#usage,
      record: (outcome) => this.#committer.record(outcome),
    });
    this.#dispatcher = new Dispatcher({
      clock,
      lanes: this.#lanes,
      directory: options.directory,
      keyring: options.keyring,
      recorder,
      urlPolicy: config,
      version: config.version,
      log,
      metrics,
      isOverfull,
    });
    const { extraCertificates = [], allowTargets } = config;
    const egress = new Egress({ allowTargets, clock, extraCertificates, ...options.resolvers });
    this.#sender = new Sender({ clock, egress, metrics, events: this.#dispatcher, ...limits });
    this.#dispatcher.start(this.#sender);
    this.#ticketParts = {
      clock,
      metrics,
      lanes: this.#lanes,
      dispatcher: this.#dispatcher,
      usage: this.#usage,
    };
    this.#claimer = new Claimer({
      hot: store.hot,
      clock,
      random,
      lanes: this.#lanes,
      dispatcher: this.#dispatcher,
      log,
      metrics,
      isOverfull,
    });
  }

  publish(request: PublishRequest): Promise<PublishResult> {
    return new Promise((resolve, reject) => {
      const account = this.#options.directory.findByRef(request.accountRef);
      // What a paused endpoint would only hand back is left to the claimer at once.
      const lanes = request.endpointRefs.map((endpointRef) =>
        account?.endpointByRef.get(endpointRef)?.paused === undefined
          ? this.#dispatcher.reserve(request.accountRef, endpointRef, request.event.body.length)
          : undefined,
      );
      this.#committer.publish(new PublishTicket(this.#ticketParts, request, lanes, resolve, reject));
    });
  }

  admission(): { readonly retryAfterSeconds: number } | undefined {
    if (this.#draining !== undefined) return { retryAfterSeconds: RETRY_AFTER_DRAINING_SECONDS };
    return this.#committer.isCongested ? { retryAfterSeconds: RETRY_AFTER_CONGESTED_SECONDS } : undefined;
  }

  wake(endpointRef?: EndpointRef): void {
    if (endpointRef !== undefined) this.#dispatcher.endRest(endpointRef);
    this.#claimer.wake();
  }

  async start(): Promise<void> {
    const released = await this.#options.store.hot.releaseClaims(this.#options.clock.wall());
    if (released > 0)
      this.#options.log.info({ deliveries: released }, 'claims of an earlier process released');
    this.#claimer.start();
  }

  drain(): Promise<void> {
    this.#draining ??= this.#drain();
    return this.#draining;
  }

  stats(): { readonly inFlight: number; readonly queued: number; readonly uncommitted: number } {
    const { inFlight } = this.#dispatcher;
    return { inFlight, queued: this.#lanes.held - inFlight, uncommitted: this.#committer.uncommitted };
  }

  underWay(accountRef: AccountRef): readonly RequestUnderWay[] {
    const found: RequestUnderWay[] = [];
    for (const { lane, signers, startedAt } of this.#sender.onWire()) {
      if (lane.accountRef === accountRef) found.push({ keyIds: signers.keyIds, startedAt });
    }
    return found;
  }

  whenUsageWritten(accountRef: AccountRef): Promise<void> {
    return withinMs(this.#usage.whenWritten(accountRef), USAGE_WRITE_MS_MAX);
  }

  #takeGathered(): Gathered {
    const isEnding = this.#draining !== undefined;
    const usage = this.#usage.take(isEnding ? 'now' : 'due');
    // With counts go the uses that were noted with them: whoever finds a request counted finds its secret used.
    const secretUses = this.#secretUses.take(isEnding || usage !== undefined ? 'now' : 'due');
    return usage === undefined ? { secretUses } : { secretUses, usage };
  }

  async #drain(): Promise<void> {
    await this.#claimer.stop();
    this.#dispatcher.stop();
    await this.#dispatcher.whenQuiet();
    await withinMs(this.#flush(), RESULT_FLUSH_MS_MAX);
    const { uncommitted } = this.#committer;
    if (uncommitted > 0) {
      this.#options.log.error(
        { uncommitted },
        'results could not be written; their deliveries are made again',
      );
    }
    this.#committer.close();
    this.#usage.close();
    this.#sender.close();
  }

  async #flush(): Promise<void> {
    do {
      this.#committer.wake();
      await this.#committer.whenIdle();
    } while (!this.#committer.isFatal && this.#isAnythingUnwritten());
  }

  #isAnythingUnwritten(): boolean {
    if (this.#committer.uncommitted > 0) return true;
    // Counts alone are not worth the wait for a database that is away.
    return !this.#isGatheredFailing && !(this.#secretUses.isEmpty && this.#usage.isEmpty);
  }

  #onRecorded(outcomes: readonly OutcomeRow[], results: HotBatchResult['outcomes']): void {
    for (let n = 0; n < outcomes.length; n++) {
      const outcome = outcomes[n];
      if (outcome === undefined) continue;
      const { accountRef, next, attempt } = outcome;
      if (results[n] === 'stale') {
        if (attempt !== undefined) this.#options.metrics.lateResults.inc();
      } else if (next.type !== 'waiting') {
        this.#usage.noteFlow(accountRef, next.type, next.at);
      }
      if (outcome.lane?.pause !== undefined) {
        this.#dispatcher.onPauseStored(outcome.accountRef, outcome.endpointRef);
      }
    }
    this.#dispatcher.pump();
  }
}

/** Waits for `work`, but no longer than `ms`. */
function withinMs(work: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
