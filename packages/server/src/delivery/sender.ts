import { ATTEMPT_DEADLINE_MS, type Clock, RESPONSE_BODY_MS_MAX } from '@keyturn/core';
import type { SigningKeyset } from '../keyring/keyring.ts';
import { AttemptDeadlines } from './attempt-deadlines.ts';
import { AttemptRequest } from './attempt-request.ts';
import { Connections } from './connections.ts';
import type { Egress } from './egress.ts';
import type { EndpointTarget } from './endpoint-target.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import type { Lane } from './lanes.ts';
import type { LiveDelivery } from './live-delivery.ts';
import { signRequest } from './signer.ts';

/** Whom the sender tells how a request ended. Exactly one of the two is called for each `send`, possibly before it returns. */
export interface SenderEvents {
  /** The attempt is over, and its `observation` says how. */
  onEnded(attempt: AttemptRequest): void;
  /** Nothing was sent and no attempt is spent: the keyset or the claim had ended by the time the connection stood. */
  onStoppedAtWire(attempt: AttemptRequest): void;
}

/** What the sender stands on. */
export interface SenderOptions {
  readonly clock: Clock;
  readonly egress: Egress;
  readonly metrics: EngineMetrics;
  readonly events: SenderEvents;
  /** ATTEMPT_DEADLINE_MS and RESPONSE_BODY_MS_MAX unless told. */
  readonly attemptDeadlineMs?: number;
  readonly responseBodyMs?: number;
}

/** Signs and sends: one POST per attempt, never redirected, never retried by itself but for a kept connection that was closed. */
export class Sender {
  readonly clock: Clock;
  readonly metrics: EngineMetrics;
  readonly events: SenderEvents;
  readonly connections: Connections;
  /** From the start of an attempt to the head of its response. */
  readonly deadlines: AttemptDeadlines;
  /** From the head to the end of the body. */
  readonly bodyDeadlines: AttemptDeadlines;

  constructor(options: SenderOptions) {
    this.clock = options.clock;
    this.metrics = options.metrics;
    this.events = options.events;
    this.connections = new Connections(options.egress);
    this.deadlines = new AttemptDeadlines(options.clock, options.attemptDeadlineMs ?? ATTEMPT_DEADLINE_MS);
    this.bodyDeadlines = new AttemptDeadlines(options.clock, options.responseBodyMs ?? RESPONSE_BODY_MS_MAX);
  }

  /** Whether the origin of a target has as many requests under way as it may. */
  isFull(target: EndpointTarget): boolean {
    return target.origin !== undefined && this.connections.isFull(target.origin);
  }

  /** Every attempt whose request may have reached its receiver. */
  *onWire(): Iterable<AttemptRequest> {
    for (const deadlines of [this.deadlines, this.bodyDeadlines]) {
      for (const attempt of deadlines)
        if (attempt instanceof AttemptRequest && attempt.isOnWire) yield attempt;
    }
  }

  /** Makes one attempt. Ask `isFull` first. */
  send(lane: Lane, delivery: LiveDelivery, target: EndpointTarget, signers: SigningKeyset): void {
    const headers = signRequest(target, delivery, signers, this.clock.wall());
    const attempt = new AttemptRequest(this, lane, delivery, target, signers, headers);
    if (target.origin === undefined) {
      attempt.observation = { type: 'failure', cause: 'target_not_allowed' };
      this.events.onEnded(attempt);
      return;
    }
    this.deadlines.add(attempt);
    attempt.dispatchOn(this.connections.take(target.origin));
  }

  /** Ends every connection; requests under way fail. */
  close(): void {
    this.connections.close();
  }
}
