import type { AccountRef, EpochMs, Event, EventId, EventRef } from '@keyturn/core';
import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import { CLOCK_STEP_MS, refAcceptedBefore } from './events-by-time.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, ROWS_SEEN_MAX, refBelow, rowsToRead } from './paging.ts';
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
    list: (accountRef, filter, page) => listEvents(db, accountRef, filter, page),
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

async function listEvents(
  db: Database,
  accountRef: AccountRef,
  filter: EventFilter,
  page: PageRequest,
): Promise<Page<EventSummary>> {
  const { type, since, until } = filter;
  const below = await refAcceptedBefore(db, accountRef, refBelow(page), until);
  const events = db.reader
    .selectFrom('events')
    .where('account_id', '=', accountRef)
    .where('event_id', '<', below)
    .orderBy('event_id', 'desc');
  let query = events.selectAll().limit(rowsToRead(page));
  if (type !== undefined) query = query.where('type', '=', type);
  if (since !== undefined) query = query.where('accepted_at', '>=', since);
  if (until !== undefined) query = query.where('accepted_at', '<', until);
  const isNarrowed = type !== undefined || since !== undefined || until !== undefined;
  const edge = isNarrowed
    ? await events
        .select(['event_id', 'accepted_at'])
        .limit(1)
        .offset(ROWS_SEEN_MAX - 1)
        .executeTakeFirst()
    : undefined;
  if (edge !== undefined) query = query.where('event_id', '>=', edge.event_id);
  // Older than the list reaches back: nothing beyond it belongs to it.
  const isPast = edge !== undefined && since !== undefined && edge.accepted_at < since - CLOCK_STEP_MS;
  const rows = await query.execute();
  return pageOf(rows, page, summaryOf, (row) => row.event_id, isPast ? undefined : edge?.event_id);
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
