import type { AccountRef, EpochMs, Event, EventId, EventRef } from '@keyturn/core';
import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, refBelow, rowsToRead } from './paging.ts';
import type { Schema } from './schema.ts';

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

/** Makes the reads of events. */
export function makeEventStore(db: Database): EventStore {
  return {
    async find(accountRef, id) {
      const row = await db.reader
        .selectFrom('event_keys as k')
        .innerJoin('events as e', (join) =>
          join.onRef('e.account_id', '=', 'k.account_id').onRef('e.event_id', '=', 'k.event_id'),
        )
        .innerJoin('event_bodies as b', (join) =>
          join.onRef('b.account_id', '=', 'k.account_id').onRef('b.event_id', '=', 'k.event_id'),
        )
        .selectAll('e')
        .select('b.body')
        .where('k.account_id', '=', accountRef)
        .where('k.public_id', '=', id)
        .executeTakeFirst();
      return row && { ...summaryOf(row), body: row.body };
    },
    async list(accountRef, filter, page) {
      let query = db.reader
        .selectFrom('events')
        .selectAll()
        .where('account_id', '=', accountRef)
        .where('event_id', '<', refBelow(page));
      if (filter.type !== undefined) query = query.where('type', '=', filter.type);
      if (filter.since !== undefined) query = query.where('accepted_at', '>=', filter.since);
      if (filter.until !== undefined) query = query.where('accepted_at', '<', filter.until);
      const rows = await query.orderBy('event_id', 'desc').limit(rowsToRead(page)).execute();
      return pageOf(rows, page, summaryOf, (row) => row.event_id);
    },
    async findRef(accountRef, id) {
      const row = await db.reader
        .selectFrom('event_keys')
        .select('event_id')
        .where('account_id', '=', accountRef)
        .where('public_id', '=', id)
        .executeTakeFirst();
      return row && (row.event_id as EventRef);
    },
  };
}

function summaryOf(row: Selectable<Schema['events']>): EventSummary {
  return {
    ref: row.event_id as EventRef,
    id: row.public_id as EventId,
    type: row.type,
    ...(row.subject === null ? {} : { subject: row.subject }),
    contentType: row.content_type,
    acceptedAt: row.accepted_at as EpochMs,
    bodyBytes: row.body_bytes,
    deliveryCount: row.delivery_count,
  };
}
