import type { AccountRef, EpochMs, Event, EventId, EventRef } from '@keyturn/core';
import type { Page, PageRequest } from './page.ts';

/** An event without its body, as lists show it. */
export interface EventSummary extends Omit<Event, 'body'> {
  readonly bodyBytes: number;
  /** Endpoints that it matched when it was accepted. */
  readonly deliveryCount: number;
}

/** What a list of events can be narrowed to. */
export interface EventFilter {
  readonly type?: string;
  readonly since?: EpochMs;
  readonly until?: EpochMs;
}

/** Reads of events; they are written by `HotStore.commitBatch` only, and never changed. */
export interface EventStore {
  /** Finds an event with its body. */
  find(
    accountRef: AccountRef,
    id: EventId,
  ): Promise<(EventSummary & { readonly body: Uint8Array }) | undefined>;
  /** Lists an account's events, newest first. */
  list(accountRef: AccountRef, filter: EventFilter, page: PageRequest): Promise<Page<EventSummary>>;
  /** The row key of an event by its public id. */
  findRef(accountRef: AccountRef, id: EventId): Promise<EventRef | undefined>;
}
