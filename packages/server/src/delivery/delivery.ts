/** What the delivery engine offers to operations and to the process: publish -> commit -> dispatch -> sign -> send -> record, and claim. */
import type { AccountRef, EndpointRef, EpochMs, Event, KeyId } from '@keyturn/core';
import type { PublishResult } from '@keyturn/store';

/** An accepted event on its way to the disk. Its ref is followed by one ref per endpoint, taken together (`store.takeRefs`). */
export interface PublishRequest {
  readonly accountRef: AccountRef;
  readonly event: Event;
  readonly requestSha256?: Uint8Array;
  /** The endpoints that it matched, in order. */
  readonly endpointRefs: readonly EndpointRef[];
}

/** A request that is on the wire, or may be, and has no result yet. */
export interface RequestUnderWay {
  /** Keys that signed it, active first. */
  readonly keyIds: readonly KeyId[];
  readonly startedAt: EpochMs;
}

/** The hot path of one process. */
export interface DeliveryEngine {
  /**
   * Stores an event and starts its deliveries; resolves when it is on disk. Throws StoreError when the database fails. Call only after
   * `admission()` said yes.
   */
  publish(request: PublishRequest): Promise<PublishResult>;
  /** Whether the committer takes more: undefined, or the seconds after which to try again. Asked before a body is parsed. */
  admission(): { readonly retryAfterSeconds: number } | undefined;
  /**
   * Looks for due deliveries now: after a retry, a resume, a start. With an endpoint, the rest that its receiver asked for ends first; a
   * pause does not.
   */
  wake(endpointRef?: EndpointRef): void;
  /** Starts claiming, after every claim of a dead process was released. */
  start(): Promise<void>;
  /**
   * Stops: no new claims, requests under way end within their deadline, results are flushed, unsent claims handed back. Publishes
   * already taken are answered. May be called twice.
   */
  drain(): Promise<void>;
  /** The account's requests under way. Looks at every request of the process: for who asks, not for every event. */
  underWay(accountRef: AccountRef): readonly RequestUnderWay[];
  /** Resolves once every attempt of the account that has ended is counted on disk, or after USAGE_WRITE_MS_MAX without that. */
  whenUsageWritten(accountRef: AccountRef): Promise<void>;
  /** Numbers for metrics and the drain's log line. */
  stats(): {
    readonly inFlight: number;
    readonly queued: number;
    readonly uncommitted: number;
  };
}
