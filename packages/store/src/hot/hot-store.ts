import type {
  AccountRef,
  DeadReason,
  DeliveryRef,
  EndpointRef,
  EpochMs,
  Event,
  EventId,
  EventRef,
  SecretId,
} from '@keyturn/core';
import type { Attempt } from '../deliveries.ts';
import type { Usage } from '../usage.ts';

/** One event to store, with its deliveries. Refs are consecutive: the event's, then each delivery's, so that an event finds its deliveries by range. */
export interface PublishRow {
  readonly accountRef: AccountRef;
  readonly event: Event;
  /** SHA-256 of the request as given, when the publisher chose the id. */
  readonly requestSha256?: Uint8Array;
  readonly deliveries: readonly PublishedDelivery[];
}

/** A delivery of a new event: claimed by this process from the start (`inMemory`), or due at once for the claimer. */
export interface PublishedDelivery {
  readonly ref: DeliveryRef;
  readonly endpointRef: EndpointRef;
  readonly first: 'in_memory' | 'claimed_later';
}

/** How one publish ended. */
export type PublishResult = 'stored' | 'duplicate' | 'conflict';

/** A process's hold on a delivery: a failure needs `token` and `generation` to be the current ones, a success `generation` alone. */
export interface Claim {
  readonly token: number;
  readonly generation: number;
}

/** The token and generation that a delivery has when its first attempt is made from memory. */
export const FIRST_CLAIM: Claim = { token: 1, generation: 1 };

/** What an attempt, or the lack of one, did to a delivery. */
export interface OutcomeRow {
  readonly accountRef: AccountRef;
  readonly endpointRef: EndpointRef;
  readonly deliveryRef: DeliveryRef;
  readonly claim: Claim;
  /** Absent when no attempt was spent: the delivery is handed back. */
  readonly attempt?: Attempt;
  readonly next:
    | { readonly type: 'delivered'; readonly at: EpochMs }
    | { readonly type: 'dead'; readonly at: EpochMs; readonly reason: DeadReason }
    | { readonly type: 'waiting'; readonly dueAt: EpochMs };
  /** What the answer did to the whole lane: a 410 pauses it, a Retry-After holds it. Ignored with a stale outcome. */
  readonly lane?: {
    readonly pause?: { readonly at: EpochMs; readonly reason: 'gone' };
    readonly holdUntil?: EpochMs;
  };
}

/** Publishes and outcomes of one transaction. */
export interface HotBatch {
  readonly publishes: readonly PublishRow[];
  readonly outcomes: readonly OutcomeRow[];
  /** Last use of secrets, gathered by the recorder. */
  readonly secretUses: readonly {
    readonly accountRef: AccountRef;
    readonly id: SecretId;
    readonly at: EpochMs;
  }[];
  /** What was counted, gathered by the recorder; absent when nothing is due to be written. */
  readonly usage?: Usage;
  readonly now: EpochMs;
}

/** What became of a batch: one entry per publish and per outcome, in order. */
export interface HotBatchResult {
  readonly publishes: readonly PublishResult[];
  /**
   * `stale`: the claim had been lost or the delivery had ended, and nothing was changed. A success of the same generation counts
   * whatever its token, as long as the delivery waits. An attempt gets the delivery's next number, not the one it came with.
   */
  readonly outcomes: readonly ('recorded' | 'stale')[];
}

/** A delivery claimed from the database, with all that its attempt needs but the endpoint. */
export interface ClaimedDelivery {
  readonly accountRef: AccountRef;
  readonly endpointRef: EndpointRef;
  readonly deliveryRef: DeliveryRef;
  readonly eventRef: EventRef;
  readonly eventId: EventId;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly claim: Claim;
  /** Attempts made in this generation so far. */
  readonly attempts: number;
  /** Attempts made in earlier generations. */
  readonly attemptsBefore: number;
  /** Database's end of the claim. */
  readonly claimedUntil: EpochMs;
}

/** How much one claim may take. */
export interface ClaimRequest {
  readonly now: EpochMs;
  readonly claimMs: number;
  readonly lanesMax: number;
  readonly deliveriesPerLaneMax: number;
  readonly deliveriesMax: number;
}

/** The hot statements, batched. Each call is one transaction. */
export interface HotStore {
  /**
   * Stores publishes, then records outcomes; resolved means on disk, a rejected call stored nothing. An id that is taken is a `duplicate` when
   * its stored request is the same (or it is this very event), else a `conflict`; neither stores anything. A delivery that would wait on an
   * endpoint without a lane (deleted, or its account closed) is dead at once.
   */
  commitBatch(batch: HotBatch): Promise<HotBatchResult>;
  /** Claims due deliveries lane by lane, the lanes longest due first; paused and held lanes rest. Every visited lane goes to the back. */
  claimDue(request: ClaimRequest): Promise<readonly ClaimedDelivery[]>;
  /**
   * Makes every delivery due again whose claim has not run out, and sweeps: for process start, when no other process can hold a claim.
   * Returns how many it released; a claim that ran out is due by itself.
   */
  releaseClaims(now: EpochMs): Promise<number>;
  /**
   * Mends lanes whose next turn lies after their earliest due delivery, and ends deliveries that wait without a lane, which a deletion
   * left over: the net under the claim. Returns how many lanes it mended.
   */
  sweepLanes(now: EpochMs): Promise<number>;
  /** Deliveries that wait, of one account or of all; a counter's cost, not a scan's, is not promised. */
  countWaiting(accountRef?: AccountRef): Promise<number>;
}
