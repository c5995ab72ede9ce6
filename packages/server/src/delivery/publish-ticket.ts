import type { Clock, DeliveryRef, MonotonicMs } from '@keyturn/core';
import { FIRST_CLAIM, type PublishedDelivery, type PublishResult, type PublishRow } from '@keyturn/store';
import type { CommitTicket } from './committer.ts';
import type { PublishRequest } from './delivery.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EngineMetrics } from './engine-metrics.ts';
import type { Lane, Lanes } from './lanes.ts';
import type { ClaimStart } from './live-delivery.ts';
import type { UsageCounts } from './usage-counts.ts';

/** What every ticket works with. */
export interface TicketParts {
  readonly clock: Clock;
  readonly lanes: Lanes;
  readonly dispatcher: Dispatcher;
  readonly metrics: EngineMetrics;
  readonly usage: UsageCounts;
}

/** What a ticket and the rows of its deliveries take of memory beside the body, roughly. */
const TICKET_BYTES = 500;
const DELIVERY_ROW_BYTES = 100;

/** An accepted event on its way to disk, with the places that its first attempts have in memory. Nothing is sent before it is stored. */
export class PublishTicket implements CommitTicket {
  readonly row: PublishRow;
  readonly bytes: number;
  readonly arrivedAt: MonotonicMs;
  readonly #parts: TicketParts;
  /** For each delivery the lane that has a place for it; none for those that are left to the claimer. */
  readonly #lanes: readonly (Lane | undefined)[];
  readonly #resolve: (result: PublishResult) => void;
  readonly #reject: (error: unknown) => void;

  constructor(
    parts: TicketParts,
    request: PublishRequest,
    lanes: readonly (Lane | undefined)[],
    resolve: (result: PublishResult) => void,
    reject: (error: unknown) => void,
  ) {
    const { accountRef, event, requestSha256, endpointRefs } = request;
    const deliveries: PublishedDelivery[] = endpointRefs.map((endpointRef, n) => ({
      ref: (event.ref + 1 + n) as DeliveryRef,
      endpointRef,
      first: lanes[n] === undefined ? 'claimed_later' : 'in_memory',
    }));
    this.row = {
      accountRef,
      event,
      deliveries,
      ...(requestSha256 === undefined ? {} : { requestSha256 }),
    };
    this.bytes = event.body.length + TICKET_BYTES + deliveries.length * DELIVERY_ROW_BYTES;
    this.arrivedAt = parts.clock.monotonic();
    this.#parts = parts;
    this.#lanes = lanes;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  onCommitted(result: PublishResult, claimedAt: ClaimStart): void {
    this.#resolve(result);
    if (result === 'stored') {
      this.#parts.metrics.publishesStored.inc();
      this.#parts.usage.noteFlow(this.row.accountRef, 'accepted', this.row.event.acceptedAt);
      this.#handOn(claimedAt);
    } else {
      this.#parts.metrics.publishesDuplicate.inc();
      this.#releasePlaces();
    }
  }

  onFailed(error: unknown): void {
    this.#parts.metrics.publishesFailed.inc();
    this.#releasePlaces();
    this.#reject(error);
  }

  #handOn(claimedAt: ClaimStart): void {
    const { accountRef, event, deliveries } = this.row;
    for (let n = 0; n < deliveries.length; n++) {
      const lane = this.#lanes[n];
      const delivery = deliveries[n];
      if (lane === undefined || delivery === undefined) continue;
      this.#parts.dispatcher.add(lane, {
        accountRef,
        endpointRef: lane.endpointRef,
        deliveryRef: delivery.ref,
        eventId: event.id,
        contentType: event.contentType,
        body: event.body,
        claim: FIRST_CLAIM,
        attempts: 0,
        attemptsBefore: 0,
        claimedAt,
      });
    }
  }

  #releasePlaces(): void {
    for (const lane of this.#lanes) {
      if (lane !== undefined) this.#parts.lanes.release(lane, this.row.event.body.length);
    }
  }
}
