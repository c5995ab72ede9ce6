import type {
  AccountRef,
  AttemptCause,
  DeadReason,
  DeliveryRef,
  DeliveryStatus,
  EndpointId,
  EndpointRef,
  EpochMs,
  EventId,
  EventRef,
} from '@keyturn/core';
import type { AuditEntry } from './audit.ts';
import type { Page, PageRequest } from './page.ts';

/** One event's way to one endpoint. */
export interface Delivery {
  readonly ref: DeliveryRef;
  readonly eventRef: EventRef;
  readonly eventId: EventId;
  readonly eventType: string;
  readonly endpointRef: EndpointRef;
  readonly endpointId: EndpointId;
  readonly status: DeliveryStatus;
  /** Raised by a manual retry. */
  readonly generation: number;
  /** Attempts made over all generations. */
  readonly attempts: number;
  readonly createdAt: EpochMs;
  /** When the next attempt is due; only while waiting. A claimed delivery shows the end of its claim. */
  readonly nextAttemptAt?: EpochMs;
  readonly closedAt?: EpochMs;
  readonly deadReason?: DeadReason;
}

/** One HTTP request of a delivery and its outcome. */
export interface Attempt {
  /** 1, 2, 3, ... without gaps over all generations of the delivery. */
  readonly n: number;
  readonly startedAt: EpochMs;
  readonly durationMs: number;
  readonly cause: AttemptCause;
  readonly statusCode?: number;
  /** Key ids that signed it, active first; empty when it went unsigned. */
  readonly keyIds: readonly string[];
  /** Epoch of the keyset that signed it. */
  readonly epoch: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  /** The first bytes of the answer, at most RESPONSE_STORED_BYTES_MAX. */
  readonly responseBody?: Uint8Array;
}

/** What a list of deliveries can be narrowed to. */
export interface DeliveryFilter {
  readonly status?: DeliveryStatus;
  readonly endpointRef?: EndpointRef;
  readonly eventRef?: EventRef;
}

/** Reads of deliveries and attempts, and the one rare write: a manual retry. */
export interface DeliveryStore {
  find(accountRef: AccountRef, ref: DeliveryRef): Promise<Delivery | undefined>;
  /** Lists deliveries, newest first. */
  list(accountRef: AccountRef, filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /** All attempts of a delivery, oldest first; undefined when there is no such delivery. */
  listAttempts(accountRef: AccountRef, ref: DeliveryRef): Promise<readonly Attempt[] | undefined>;
  /**
   * Starts a new generation, in whatever state the delivery is: waiting, due at `at`, with a full schedule and a higher token, so that an
   * attempt under way can no longer end it by failing. False when there is no such delivery or its endpoint is deleted.
   */
  retry(accountRef: AccountRef, ref: DeliveryRef, at: EpochMs, audit: AuditEntry): Promise<boolean>;
}
