import type { AttemptObservation, EpochMs, MonotonicMs } from '@keyturn/core';
import type { Dispatcher } from 'undici';
import type { SigningKeyset } from '../keyring/keyring.ts';
import type { Expiring } from './attempt-deadlines.ts';
import { type AttemptPhase, failureCauseOf, isClosedByReceiver } from './attempt-errors.ts';
import type { Connection } from './connections.ts';
import type { EndpointTarget } from './endpoint-target.ts';
import type { Lane } from './lanes.ts';
import { type LiveDelivery, mayStart } from './live-delivery.ts';
import { ResponseReader, storedHeaders } from './response-reader.ts';
import type { Sender } from './sender.ts';

/** Given to undici when a request is stopped by us; nobody sees it. */
const STOPPED = new Error('stopped');

/**
 * One attempt: what undici calls while its request is under way, and afterwards what was seen of it. The check at the wire is in
 * `onRequestStart`, which undici calls when the connection stands and no byte of the request is written.
 */
export class AttemptRequest implements Dispatcher.DispatchHandler, Expiring {
  readonly lane: Lane;
  readonly delivery: LiveDelivery;
  readonly target: EndpointTarget;
  readonly signers: SigningKeyset;
  readonly startedAt: EpochMs;
  /** Until the head of the response, or until the failure. */
  durationMs = 0;
  observation: AttemptObservation = { type: 'failure', cause: 'timeout' };
  responseHeaders: Readonly<Record<string, string>> | undefined;
  responseBody: Uint8Array | undefined;

  expiresAt = 0;
  earlier: Expiring | undefined;
  later: Expiring | undefined;

  readonly #sender: Sender;
  readonly #startedMonotonic: MonotonicMs;
  #headers: string[] | undefined;
  #connection: Connection | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #reader: ResponseReader | undefined;
  /** `stopped` at the wire; `answered` once the head of the response is read; `ended` when nothing more is heard. */
  #phase: AttemptPhase | 'stopped' | 'answered' | 'ended' = 'connecting';
  #isOnUsedSocket = false;
  #hasResponseByte = false;

  constructor(
    sender: Sender,
    lane: Lane,
    delivery: LiveDelivery,
    target: EndpointTarget,
    signers: SigningKeyset,
    headers: string[],
  ) {
    this.#sender = sender;
    this.lane = lane;
    this.delivery = delivery;
    this.target = target;
    this.signers = signers;
    this.#headers = headers;
    this.startedAt = sender.clock.wall();
    this.#startedMonotonic = sender.clock.monotonic();
  }

  /** Whether its connection stood, and its request was let through to it. */
  get isOnWire(): boolean {
    return this.#phase === 'sent' || this.#phase === 'answered';
  }

  /** Hands the request to undici, which writes it as soon as the connection stands. */
  dispatchOn(connection: Connection): void {
    this.#connection = connection;
    this.#phase = 'connecting';
    connection.client.dispatch(
      {
        path: this.target.path,
        method: 'POST',
        headers: this.#headers ?? [],
        body: this.delivery.body,
      },
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    const { clock } = this.#sender;
    this.#controller = controller;
    this.#isOnUsedSocket = this.#connection?.isUsed ?? false;
    const leftMs = this.expiresAt - clock.monotonic();
    if (this.signers.isCurrent() && mayStart(this.delivery.claimedAt, clock, leftMs)) {
      this.#phase = 'sent';
      return;
    }
    this.#phase = 'stopped';
    controller.abort(STOPPED);
  }

  onResponseStarted(): void {
    this.#hasResponseByte = true;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Informational responses come here too; the deadline ends a flood of them.
    if (status < 200 || this.#phase !== 'sent') return;
    this.#sender.deadlines.remove(this);
    this.#phase = 'answered';
    this.durationMs = this.#elapsedMs();
    const retryAfter = headers['retry-after'];
    this.observation =
      typeof retryAfter === 'string'
        ? { type: 'response', status, retryAfter }
        : { type: 'response', status };
    const isShown = this.#connection?.reach === 'public';
    this.#reader = new ResponseReader(isShown ? 'first_bytes' : 'nothing');
    if (isShown && status > 299) this.responseHeaders = storedHeaders(headers);
    if (this.#connection !== undefined) this.#connection.isUsed = true;
    this.#sender.bodyDeadlines.add(this);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    if (this.#phase !== 'answered' || this.#reader?.take(chunk) === true) return;
    this.#sender.bodyDeadlines.remove(this);
    this.#end('spent');
  }

  onResponseEnd(): void {
    if (this.#phase !== 'answered') return;
    this.#sender.bodyDeadlines.remove(this);
    this.#end('reusable');
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    switch (this.#phase) {
      case 'ended':
        return;
      case 'answered':
        // The head has decided; that the body broke off changes nothing.
        this.#sender.bodyDeadlines.remove(this);
        this.#end('spent');
        return;
      case 'stopped':
        this.#sender.deadlines.remove(this);
        this.#release('spent');
        this.#sender.events.onStoppedAtWire(this);
        return;
      case 'connecting':
      case 'sent':
        if (this.#mayResend(error)) {
          this.#resend();
          return;
        }
        this.#sender.deadlines.remove(this);
        this.#fail({ type: 'failure', cause: failureCauseOf(error, this.#phase) });
    }
  }

  /** Its time is over: the deadline of the attempt, or the short one of a body after its head. */
  onExpired(): void {
    if (this.#phase === 'answered') this.#end('spent');
    else this.#fail({ type: 'failure', cause: 'timeout' });
  }

  #mayResend(error: Error): boolean {
    return (
      this.#phase === 'sent' && this.#isOnUsedSocket && !this.#hasResponseByte && isClosedByReceiver(error)
    );
  }

  /**
   * A kept connection was closed under the request: once more, within the same deadline and as the same attempt. Once only, because it
   * goes over a fresh connection.
   */
  #resend(): void {
    if (this.#connection === undefined) return;
    this.#sender.metrics.resentOnFreshConnection.inc();
    this.dispatchOn(this.#sender.connections.replace(this.#connection));
  }

  #fail(observation: AttemptObservation): void {
    this.durationMs = this.#elapsedMs();
    this.observation = observation;
    this.#end('spent');
  }

  #end(connection: 'reusable' | 'spent'): void {
    this.responseBody = this.#reader?.kept;
    this.#release(connection);
    this.#sender.events.onEnded(this);
  }

  /** Lets go of everything that undici keeps alive; memory grew by half when attempts did not. */
  #release(state: 'reusable' | 'spent'): void {
    const connection = this.#connection;
    const controller = this.#controller;
    const mustAbort = state === 'spent' && this.#phase !== 'stopped';
    this.#phase = 'ended';
    this.#connection = undefined;
    this.#controller = undefined;
    this.#headers = undefined;
    this.#reader = undefined;
    if (mustAbort) controller?.abort(STOPPED);
    if (connection !== undefined) this.#sender.connections.giveBack(connection, state);
  }

  #elapsedMs(): number {
    return Math.max(Math.round(this.#sender.clock.monotonic() - this.#startedMonotonic), 0);
  }
}
