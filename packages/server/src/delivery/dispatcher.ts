/**
 * What goes next: the lanes that have something to send stand in a round, and each turn starts one delivery, so that an endpoint with a
 * long queue waits for nobody and holds up nobody. A lane steps out of the round while its endpoint or secrets are read, while its
 * origin has all its connections busy, and for as long as its receiver asked for.
 */
import {
  type AccountRef,
  ATTEMPTS_IN_FLIGHT_MAX,
  addMs,
  type Clock,
  COMPLAINTS_MAX,
  ENDPOINT_CONCURRENCY_MAX,
  type EndpointRef,
  type EndpointUrlPolicy,
  HAND_BACK_MS,
  SIGNING_BLOCKED_MS,
} from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';
import type { AccountDirectory } from '../account-directory.ts';
import type { Keyring } from '../keyring/keyring.ts';
import { KeyringError } from '../keyring/keyring-error.ts';
import type { AttemptRequest } from './attempt-request.ts';
import { makeEndpointTarget } from './endpoint-target.ts';
import { type EngineLog, errorFacts } from './engine-log.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import type { Lane, Lanes } from './lanes.ts';
import { hasWaitedTooLong, type LiveDelivery } from './live-delivery.ts';
import type { Recorder } from './recorder.ts';
import { Round } from './round.ts';
import type { Sender, SenderEvents } from './sender.ts';

/** What the dispatcher stands on. */
export interface DispatcherOptions {
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly directory: AccountDirectory;
  readonly keyring: Pick<Keyring, 'findSigners' | 'loadSigners'>;
  readonly recorder: Recorder;
  readonly urlPolicy: EndpointUrlPolicy;
  readonly version: string;
  readonly log: EngineLog;
  readonly metrics: EngineMetrics;
  /** Whether so many results wait for the database that nothing more may be sent. */
  isOverfull(): boolean;
}

/** How long a lane rests whose endpoint or secrets could not be read, before it tries again. */
const RELOAD_MS = 1_000;
/** How often deliveries that have waited too long in memory are looked for. */
const WAIT_CHECK_MS = 1_000;
const LOADING = { type: 'loading' } as const;
const GONE = { type: 'gone' } as const;

/** Starts attempts in turn, within every bound. */
export class Dispatcher implements SenderEvents {
  readonly #options: DispatcherOptions;
  readonly #round = new Round();
  readonly #complaints = new Set<string>();
  #sender: Sender | undefined;
  #pumpSoon: NodeJS.Immediate | undefined;
  #waitTimer: NodeJS.Timeout | undefined;
  #inFlight = 0;
  #isPumping = false;
  #isStopped = false;
  #quietWaiters: (() => void)[] = [];

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** Requests under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Begins to send by `sender`, whose events come here. */
  start(sender: Sender): void {
    this.#sender = sender;
    this.#waitTimer = setInterval(() => {
      for (const lane of this.#options.lanes) this.#handBackLate(lane);
    }, WAIT_CHECK_MS);
    this.#waitTimer.unref();
  }

  /**
   * A place in memory for one delivery more of an endpoint, or undefined when it is to be left to the claimer. The place is used by
   * `add`, or given back by `lanes.release`.
   */
  reserve(accountRef: AccountRef, endpointRef: EndpointRef, bodyBytes: number): Lane | undefined {
    if (this.#isStopped) return undefined;
    const lane = this.#options.lanes.get(accountRef, endpointRef);
    if (lane.isResting(this.#options.clock)) return undefined;
    return this.#options.lanes.reserve(lane, bodyBytes) ? lane : undefined;
  }

  /** Takes in a claimed delivery, or hands it back when there is no place for it. `pump` afterwards. */
  offer(delivery: LiveDelivery): 'taken' | 'handed_back' {
    const lane = this.reserve(delivery.accountRef, delivery.endpointRef, delivery.body.length);
    if (lane !== undefined) {
      this.add(lane, delivery);
      return 'taken';
    }
    this.#options.recorder.handBack(delivery, this.#restLeftMs(delivery.endpointRef));
    return 'handed_back';
  }

  /** Puts a delivery into the place that was reserved for it. `pump` afterwards. */
  add(lane: Lane, delivery: LiveDelivery): void {
    if (this.#isStopped || lane.isResting(this.#options.clock)) {
      this.#giveUp(lane, delivery, 0);
      return;
    }
    lane.queue.push(delivery);
    this.#enqueue(lane);
  }

  /** Starts as many attempts as may start now. */
  pump(): void {
    if (this.#isPumping || this.#sender === undefined) return;
    this.#isPumping = true;
    while (this.#inFlight < ATTEMPTS_IN_FLIGHT_MAX && !this.#options.isOverfull()) {
      const lane = this.#round.next();
      if (lane === undefined) break;
      this.#turn(this.#sender, lane);
    }
    this.#isPumping = false;
  }

  /** The endpoint's pause is on disk: from now on the directory tells about it. */
  onPauseStored(accountRef: AccountRef, endpointRef: EndpointRef): void {
    this.#options.directory.forget(accountRef);
    const lane = this.#options.lanes.find(endpointRef);
    if (lane?.rest?.type === 'gone') lane.rest = undefined;
  }

  /** Somebody wants deliveries of this endpoint now: what its receiver asked for is over. The next 429 makes it rest again. */
  endRest(endpointRef: EndpointRef): void {
    const lane = this.#options.lanes.find(endpointRef);
    if (lane?.rest?.type === 'until') lane.rest = undefined;
  }

  /** Starts nothing more, and hands back what has not started. */
  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#waitTimer);
    for (const lane of this.#options.lanes) this.#empty(lane, 0);
  }

  /** Resolves once no request is under way. */
  whenQuiet(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#quietWaiters.push(resolve));
  }

  onEnded(attempt: AttemptRequest): void {
    const { lane, delivery, target } = attempt;
    const decision = this.#options.recorder.recordAttempt(attempt);
    this.#options.lanes.release(lane, delivery.body.length);
    if (decision.lane?.pause !== undefined) this.#rest(lane, GONE, 0);
    else if (decision.lane?.holdUntil !== undefined) {
      this.#rest(lane, { type: 'until', at: decision.lane.holdUntil }, 0);
    }
    this.#leave(lane, target.origin);
  }

  onStoppedAtWire(attempt: AttemptRequest): void {
    const { lane, delivery, target } = attempt;
    this.#options.metrics.stoppedAtWire.inc();
    const { clock } = this.#options;
    if (this.#isStopped || lane.isResting(clock)) this.#giveUp(lane, delivery, 0);
    // First in its lane: it has been waiting for longer than the others.
    else lane.queue.unshift(delivery);
    this.#leave(lane, target.origin);
  }

  #leave(lane: Lane, origin: string | undefined): void {
    lane.inFlight--;
    this.#inFlight--;
    if (origin !== undefined) this.#round.unpark(origin);
    this.#enqueue(lane);
    if (this.#inFlight === 0 && this.#quietWaiters.length > 0) {
      for (const resolve of this.#quietWaiters.splice(0)) resolve();
    }
    this.pump();
  }

  /** One turn of a lane: at most one attempt begins. */
  #turn(sender: Sender, lane: Lane): void {
    const { directory, keyring } = this.#options;
    if (lane.rest !== undefined) return;
    this.#handBackLate(lane);
    const delivery = lane.queue.peek();
    // A lane that has its share has a request under way, and comes back when that ends.
    if (delivery === undefined || lane.inFlight >= this.#concurrency()) return;
    const account = directory.findByRef(lane.accountRef);
    if (account === undefined) {
      this.#load(lane, this.#loadAccount(lane));
      return;
    }
    const endpoint = account.endpointByRef.get(lane.endpointRef);
    if (endpoint === undefined || endpoint.paused !== undefined) {
      this.#refuse(lane, endpoint);
      return;
    }
    const signers = keyring.findSigners(lane.accountRef, lane.endpointRef);
    if (signers === undefined) {
      this.#load(lane, keyring.loadSigners(lane.accountRef, lane.endpointRef));
      return;
    }
    if (lane.target?.endpoint !== endpoint) {
      lane.target = makeEndpointTarget(endpoint, this.#options.urlPolicy, this.#options.version);
    }
    if (sender.isFull(lane.target)) {
      this.#round.park(lane, lane.target.origin ?? '');
      return;
    }
    lane.queue.shift();
    lane.inFlight++;
    this.#inFlight++;
    this.#enqueue(lane);
    sender.send(lane, delivery, lane.target, signers);
  }

  #refuse(lane: Lane, endpoint: Endpoint | undefined): void {
    if (endpoint === undefined) this.#bury(lane, 'endpoint_deleted');
    else this.#empty(lane, 0);
  }

  async #loadAccount(lane: Lane): Promise<void> {
    const entry = await this.#options.directory.loadByRef(lane.accountRef);
    if (entry === undefined) this.#bury(lane, 'account_deleted');
  }

  /** The lane rests until `reading` has ended, and then has its turn again. */
  #load(lane: Lane, reading: Promise<unknown>): void {
    lane.rest = LOADING;
    reading.then(
      () => this.#wakeLane(lane),
      (error: unknown) => this.#onLoadFailed(lane, error),
    );
  }

  #onLoadFailed(lane: Lane, error: unknown): void {
    if (error instanceof KeyringError && error.code === 'sealed_unreadable') {
      this.#blockSigning(lane, error);
      return;
    }
    // Closed while the directory still knew it as open, changing too fast, or the database is away: soon all of it is known better.
    if (error instanceof KeyringError && error.code === 'scope_closed') {
      this.#options.directory.forget(lane.accountRef);
    }
    if (!(error instanceof KeyringError))
      this.#complain(error, 'an endpoint or its secrets could not be read');
    setTimeout(() => this.#wakeLane(lane), RELOAD_MS).unref();
  }

  #wakeLane(lane: Lane): void {
    if (lane.rest === LOADING) lane.rest = undefined;
    this.#enqueue(lane);
    // Many lanes wait for one account at a start: all of them are in the round before the first one has its turn.
    this.#pumpSoon ??= setImmediate(() => {
      this.#pumpSoon = undefined;
      this.pump();
    });
  }

  /** Nothing goes out unsigned: what cannot be signed is given back until somebody has mended the master keys. */
  #blockSigning(lane: Lane, error: KeyringError): void {
    this.#options.metrics.signingBlocked.inc(lane.queue.size);
    this.#complain(error, 'secrets do not open; deliveries of their endpoints wait');
    const at = addMs(this.#options.clock.wall(), SIGNING_BLOCKED_MS);
    this.#rest(lane, { type: 'until', at }, SIGNING_BLOCKED_MS);
  }

  /** Says an error once. */
  #complain(error: unknown, message: string): void {
    const text = error instanceof Error ? error.message : String(error);
    if (this.#complaints.has(text)) return;
    if (this.#complaints.size >= COMPLAINTS_MAX) this.#complaints.clear();
    this.#complaints.add(text);
    this.#options.log.error(errorFacts(error), message);
  }

  #rest(lane: Lane, rest: NonNullable<Lane['rest']>, handBackMs: number): void {
    lane.rest = rest;
    this.#empty(lane, handBackMs);
  }

  /** When a delivery that found no place is worth another look. */
  #restLeftMs(endpointRef: EndpointRef): number {
    if (this.#isStopped) return 0;
    const rest = this.#options.lanes.find(endpointRef)?.rest;
    if (rest?.type === 'gone') return 0;
    return rest?.type === 'until' ? Math.max(rest.at - this.#options.clock.wall(), 0) : HAND_BACK_MS;
  }

  #empty(lane: Lane, handBackMs: number): void {
    for (let next = lane.queue.shift(); next !== undefined; next = lane.queue.shift()) {
      this.#giveUp(lane, next, handBackMs);
    }
  }

  #bury(lane: Lane, reason: 'endpoint_deleted' | 'account_deleted'): void {
    for (let next = lane.queue.shift(); next !== undefined; next = lane.queue.shift()) {
      this.#options.lanes.release(lane, next.body.length);
      this.#options.recorder.recordDead(next, reason);
    }
  }

  #giveUp(lane: Lane, delivery: LiveDelivery, handBackMs: number): void {
    this.#options.lanes.release(lane, delivery.body.length);
    this.#options.recorder.handBack(delivery, handBackMs);
  }

  /** Those that waited longest come first, so the first one that may still wait ends the search. */
  #handBackLate(lane: Lane): void {
    // Behind requests under way: the endpoint has more than it can take. Else it was this process that was held up.
    const handBackMs = lane.inFlight > 0 ? HAND_BACK_MS : 0;
    for (let first = lane.queue.peek(); first !== undefined; first = lane.queue.peek()) {
      if (!hasWaitedTooLong(first, this.#options.clock)) return;
      lane.queue.shift();
      this.#giveUp(lane, first, handBackMs);
    }
  }

  /**
   * Requests that one endpoint may have under way: ENDPOINT_CONCURRENCY_MAX, less when so many are under way in all that hundreds of
   * endpoints that never answer would leave none for the others, but always one.
   */
  #concurrency(): number {
    const share = Math.floor((ATTEMPTS_IN_FLIGHT_MAX - this.#inFlight) / 8);
    return Math.min(Math.max(share, 1), ENDPOINT_CONCURRENCY_MAX);
  }

  #enqueue(lane: Lane): void {
    if (lane.rest !== undefined || lane.queue.size === 0 || lane.inFlight >= this.#concurrency()) return;
    this.#round.join(lane);
  }
}
