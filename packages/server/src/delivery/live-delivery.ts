import {
  type AccountRef,
  ATTEMPT_DEADLINE_MS,
  CLAIM_MARGIN_MS,
  CLAIM_MS,
  type Clock,
  type DeliveryRef,
  type EndpointRef,
  type EpochMs,
  type EventId,
  type MonotonicMs,
  QUEUE_WAIT_MS_MAX,
  RESULT_FLUSH_MS_MAX,
} from '@keyturn/core';
import type { Claim } from '@keyturn/store';

/** Both clocks at the moment before a claim was asked for: from then on its time runs, whatever the database's clock says. */
export interface ClaimStart {
  readonly wall: EpochMs;
  readonly monotonic: MonotonicMs;
}

/** Reads both clocks, to be called before the statement that claims is sent. */
export function claimStart(clock: Clock): ClaimStart {
  return { wall: clock.wall(), monotonic: clock.monotonic() };
}

/** A delivery in this process's memory, under its claim: waiting in a lane, or being attempted. */
export interface LiveDelivery {
  readonly accountRef: AccountRef;
  readonly endpointRef: EndpointRef;
  readonly deliveryRef: DeliveryRef;
  readonly eventId: EventId;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly claim: Claim;
  /** Attempts made in this generation so far, and in earlier ones. */
  readonly attempts: number;
  readonly attemptsBefore: number;
  readonly claimedAt: ClaimStart;
}

/**
 * Milliseconds that have passed of a claim: the larger of what the two clocks say, because Linux's CLOCK_MONOTONIC stands still while
 * the machine is suspended. A wall clock that went backwards ends the claim: nobody can say how long it has been.
 */
export function claimElapsedMs(start: ClaimStart, clock: Clock): number {
  const wallMs = clock.wall() - start.wall;
  if (wallMs < 0) return Number.POSITIVE_INFINITY;
  return Math.max(wallMs, clock.monotonic() - start.monotonic);
}

/** Whether an attempt that may take `attemptMs` more is sure to end, and its result to be on disk, while the claim still holds. */
export function mayStart(start: ClaimStart, clock: Clock, attemptMs = ATTEMPT_DEADLINE_MS): boolean {
  return claimElapsedMs(start, clock) + attemptMs <= CLAIM_MS - RESULT_FLUSH_MS_MAX - CLAIM_MARGIN_MS;
}

/** Whether a delivery has waited as long in memory as it may: given back, it can be claimed anew. */
export function hasWaitedTooLong(delivery: LiveDelivery, clock: Clock): boolean {
  return claimElapsedMs(delivery.claimedAt, clock) > QUEUE_WAIT_MS_MAX;
}
