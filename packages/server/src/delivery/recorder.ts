import {
  type AttemptDecision,
  addMs,
  type Clock,
  type DeadReason,
  decideAfterAttempt,
  type EpochMs,
} from '@keyturn/core';
import type { Attempt, OutcomeRow } from '@keyturn/store';
import type { AttemptRequest } from './attempt-request.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import type { LiveDelivery } from './live-delivery.ts';
import type { SecretUses } from './secret-uses.ts';
import type { UsageCounts } from './usage-counts.ts';

/** What the recorder stands on. */
export interface RecorderOptions {
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly metrics: EngineMetrics;
  readonly secretUses: SecretUses;
  readonly usage: UsageCounts;
  /** Takes an outcome to the next transaction. */
  record(outcome: OutcomeRow): void;
}

/** Turns what happened to a delivery into the row that is committed. */
export class Recorder {
  readonly #options: RecorderOptions;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Records an attempt that was made, and says what follows from it for the lane. */
  recordAttempt(request: AttemptRequest): AttemptDecision {
    const { clock, random, metrics, secretUses, usage } = this.#options;
    const { delivery } = request;
    const now = clock.wall();
    const attempts = delivery.attempts + 1;
    const decision = decideAfterAttempt(request.observation, { attempts, now, random: random() });
    metrics.attempts[decision.cause].inc();
    metrics.attemptSeconds.observe(request.durationMs / 1000);
    secretUses.note(delivery.accountRef, request.signers, request.startedAt);
    const attempt = attemptRow(request, decision);
    usage.noteAttempt(delivery, attempt);
    const lane = laneChange(decision, now);
    this.#options.record({
      ...identity(delivery),
      attempt,
      next: nextOf(decision, now),
      ...(lane === undefined ? {} : { lane }),
    });
    return decision;
  }

  /** Ends a delivery without an attempt: its endpoint or account is gone. */
  recordDead(delivery: LiveDelivery, reason: DeadReason): void {
    this.#options.record({
      ...identity(delivery),
      next: { type: 'dead', at: this.#options.clock.wall(), reason },
    });
  }

  /** Gives a delivery back to the database, due after a while (20 % sooner to 20 % later; 0: now); no attempt is spent. */
  handBack(delivery: LiveDelivery, afterMs: number): void {
    const { clock, random, metrics } = this.#options;
    const dueAt = addMs(clock.wall(), Math.round(afterMs * (0.8 + 0.4 * random())));
    metrics.handedBack.inc();
    this.#options.record({ ...identity(delivery), next: { type: 'waiting', dueAt } });
  }
}

function identity(
  delivery: LiveDelivery,
): Pick<OutcomeRow, 'accountRef' | 'endpointRef' | 'deliveryRef' | 'claim'> {
  const { accountRef, endpointRef, deliveryRef, claim } = delivery;
  return { accountRef, endpointRef, deliveryRef, claim };
}

function attemptRow(request: AttemptRequest, decision: AttemptDecision): Attempt {
  const { delivery, observation, responseHeaders, responseBody } = request;
  return {
    n: delivery.attemptsBefore + delivery.attempts + 1,
    startedAt: request.startedAt,
    durationMs: request.durationMs,
    cause: decision.cause,
    keyIds: request.signers.keyIds,
    epoch: request.signers.epoch,
    ...(observation.type === 'response' ? { statusCode: observation.status } : {}),
    ...(responseHeaders === undefined ? {} : { responseHeaders }),
    ...(responseBody === undefined ? {} : { responseBody }),
  };
}

function nextOf({ next }: AttemptDecision, now: EpochMs): OutcomeRow['next'] {
  switch (next.type) {
    case 'delivered':
      return { type: 'delivered', at: now };
    case 'retry':
      return { type: 'waiting', dueAt: next.dueAt };
    case 'dead':
      return { type: 'dead', at: now, reason: next.reason };
    default:
      return next satisfies never;
  }
}

function laneChange({ lane }: AttemptDecision, now: EpochMs): OutcomeRow['lane'] {
  if (lane === undefined) return undefined;
  return {
    ...(lane.pause === undefined ? {} : { pause: { at: now, reason: lane.pause } }),
    ...(lane.holdUntil === undefined ? {} : { holdUntil: lane.holdUntil }),
  };
}
