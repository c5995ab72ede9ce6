import {
  type AccountRef,
  type AttemptCause,
  type DeadReason,
  type DeliveryRef,
  type DeliveryStatus,
  ENDPOINTS_PER_ACCOUNT_MAX,
  type EndpointId,
  type EndpointRef,
  type EpochMs,
  type EventId,
  type EventRef,
} from '@keyturn/core';
import { type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { AuditEntry } from './audit.ts';
import type { Database } from './database.ts';
import { retryDelivery } from './delivery-retry.ts';
import {
  type JoinedLastAttempt,
  keyIdsOf,
  type LastAttempt,
  lastAttemptColumns,
  lastAttemptOf,
} from './last-attempt.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, ROWS_SEEN_MAX, refBelow, rowsToRead } from './paging.ts';
import type { Schema } from './schema.ts';

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
  /** Absent before the first attempt. */
  readonly lastAttempt?: LastAttempt;
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
  readonly eventType?: string;
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
   * attempt under way can no longer end it by failing. Ends the hold of its lane, never a pause. False when there is no such delivery or
   * its endpoint is deleted.
   */
  retry(accountRef: AccountRef, ref: DeliveryRef, at: EpochMs, audit: AuditEntry): Promise<boolean>;
}

/** Makes the reads of deliveries, and the retry. */
export function makeDeliveryStore(db: Database): DeliveryStore {
  return {
    async find(accountRef, ref) {
      const row = await selectDeliveries(db, accountRef).where('d.delivery_id', '=', ref).executeTakeFirst();
      return row && deliveryOf(row);
    },
    list: (accountRef, filter, page) => listDeliveries(db, accountRef, filter, page),
    async listAttempts(accountRef, ref) {
      const delivery = await db.reader
        .selectFrom('deliveries')
        .select('delivery_id')
        .where('account_id', '=', accountRef)
        .where('delivery_id', '=', ref)
        .executeTakeFirst();
      if (delivery === undefined) return undefined;
      const rows = await db.reader
        .selectFrom('attempts')
        .selectAll()
        .where('account_id', '=', accountRef)
        .where('delivery_id', '=', ref)
        .orderBy('n')
        .execute();
      return rows.map(attemptOf);
    },
    retry: (accountRef, ref, at, audit) =>
      db.transact((tx) => retryDelivery(db, tx, { accountRef, ref, at, audit })),
  };
}

async function listDeliveries(
  db: Database,
  accountRef: AccountRef,
  filter: DeliveryFilter,
  page: PageRequest,
): Promise<Page<Delivery>> {
  const { eventRef, endpointRef, status, eventType } = filter;
  const below = refBelow(page);
  // No index has an endpoint's deliveries by status, nor the delivered ones, nor those of a type: such pages look at so many rows and
  // no more. An event's deliveries are few.
  const isByStatusAndEndpoint = status !== undefined && endpointRef !== undefined;
  const isBounded =
    eventRef === undefined && (isByStatusAndEndpoint || status === 'delivered' || eventType !== undefined);
  const edge = isBounded ? await findEdge(db, accountRef, filter, below) : undefined;
  let keys = selectKeys(db, accountRef, filter, below);
  if (edge !== undefined) keys = keys.where('delivery_id', '>=', edge);
  if (status !== undefined && endpointRef === undefined && !isInDue(filter)) {
    keys = status === 'dead' ? onlyDead(db, keys) : keys.where('status', '=', sql.lit(status));
  }
  const keysMax = isByStatusAndEndpoint || eventType !== undefined ? ROWS_SEEN_MAX : rowsToRead(page);
  let query = selectDeliveries(db, accountRef)
    // The keys first, from an index that has nothing else: with its other columns SQLite walks the primary key of the whole account.
    .where('d.delivery_id', 'in', keys.limit(keysMax))
    .orderBy('d.delivery_id', 'desc')
    .limit(rowsToRead(page));
  if (status !== undefined) query = query.where('d.status', '=', status);
  if (eventType !== undefined) query = query.where('e.type', '=', eventType);
  return pageOf(await query.execute(), page, deliveryOf, (row) => row.delivery_id, edge);
}

/** Whether what is looked for is in `due`, all of it: few among many. */
function isInDue({ status, endpointRef, eventRef }: DeliveryFilter): boolean {
  return status === 'waiting' && endpointRef === undefined && eventRef === undefined;
}

/** Keys of deliveries below `below`, the highest first, as far as an index narrows them. */
function selectKeys(
  db: Database,
  accountRef: AccountRef,
  filter: DeliveryFilter,
  below: number,
): SelectQueryBuilder<Schema, 'deliveries', { delivery_id: number }> {
  const { eventRef, endpointRef } = filter;
  // Of `due` only columns are used that both tables have.
  const table = (isInDue(filter) ? 'due' : 'deliveries') as 'deliveries';
  let keys = db.reader
    .selectFrom(table)
    .select('delivery_id')
    .where('account_id', '=', accountRef)
    .where('delivery_id', '<', below)
    .orderBy('delivery_id', 'desc');
  if (endpointRef !== undefined) keys = keys.where('endpoint_id', '=', endpointRef);
  if (eventRef !== undefined) {
    // An event's deliveries follow it in the one sequence of refs.
    keys = keys
      .where('delivery_id', '>', eventRef)
      .where('delivery_id', '<=', eventRef + ENDPOINTS_PER_ACCOUNT_MAX)
      .where('event_id', '=', eventRef);
  }
  return keys;
}

/** Dead ones in the words of their partial index, as literals, so that the index answers alone (0001-initial says why they differ). */
function onlyDead<Row>(
  db: Database,
  keys: SelectQueryBuilder<Schema, 'deliveries', Row>,
): SelectQueryBuilder<Schema, 'deliveries', Row> {
  return db.dialect === 'postgres'
    ? keys.where('dead_reason', 'is not', null)
    : keys.where('status', '=', sql.lit('dead'));
}

/** The last delivery that a page looks at; undefined when it looks at all that are left. */
async function findEdge(
  db: Database,
  accountRef: AccountRef,
  filter: DeliveryFilter,
  below: number,
): Promise<number | undefined> {
  let keys = selectKeys(db, accountRef, filter, below);
  if (filter.status === 'dead' && filter.endpointRef === undefined) {
    keys = onlyDead(db, keys);
  }
  const edge = await keys
    .limit(1)
    .offset(ROWS_SEEN_MAX - 1)
    .executeTakeFirst();
  return edge?.delivery_id;
}

function selectDeliveries(db: Database, accountRef: AccountRef) {
  return (
    db.reader
      .selectFrom('deliveries as d')
      .innerJoin('events as e', (join) =>
        join.onRef('e.account_id', '=', 'd.account_id').onRef('e.event_id', '=', 'd.event_id'),
      )
      .innerJoin('endpoints as p', (join) =>
        join.onRef('p.account_id', '=', 'd.account_id').onRef('p.endpoint_id', '=', 'd.endpoint_id'),
      )
      .leftJoin('due as q', (join) =>
        join.onRef('q.account_id', '=', 'd.account_id').onRef('q.delivery_id', '=', 'd.delivery_id'),
      )
      // By its whole key: one row, whatever came before it.
      .leftJoin('attempts as a', (join) =>
        join
          .onRef('a.account_id', '=', 'd.account_id')
          .onRef('a.delivery_id', '=', 'd.delivery_id')
          .on('a.n', '=', sql<number>`coalesce(q.attempts + q.attempts_before, d.attempts)`),
      )
      .selectAll('d')
      .select(lastAttemptColumns('a'))
      .select([
        'e.public_id as event_public_id',
        'e.type as event_type',
        'p.public_id as endpoint_public_id',
        'q.due_at',
        'q.attempts as waiting_attempts',
        'q.attempts_before as waiting_attempts_before',
      ])
      .where('d.account_id', '=', accountRef)
  );
}

interface DeliveryRow extends Selectable<Schema['deliveries']>, JoinedLastAttempt {
  readonly event_public_id: string;
  readonly event_type: string;
  readonly endpoint_public_id: string;
  readonly due_at: number | null;
  readonly waiting_attempts: number | null;
  readonly waiting_attempts_before: number | null;
}

// Rows hold what the hot statements wrote.
function deliveryOf(row: DeliveryRow): Delivery {
  const isWaiting = row.due_at !== null;
  const lastAttempt = lastAttemptOf(row);
  const waitingAttempts = (row.waiting_attempts ?? 0) + (row.waiting_attempts_before ?? 0);
  return {
    ref: row.delivery_id as DeliveryRef,
    eventRef: row.event_id as EventRef,
    eventId: row.event_public_id as EventId,
    eventType: row.event_type,
    endpointRef: row.endpoint_id as EndpointRef,
    endpointId: row.endpoint_public_id as EndpointId,
    status: row.status,
    generation: row.generation,
    attempts: isWaiting ? waitingAttempts : row.attempts,
    createdAt: row.created_at as EpochMs,
    ...(isWaiting ? { nextAttemptAt: row.due_at as EpochMs } : {}),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at as EpochMs }),
    ...(row.dead_reason === null ? {} : { deadReason: row.dead_reason as DeadReason }),
    ...(lastAttempt === undefined ? {} : { lastAttempt }),
  };
}

function attemptOf(row: Selectable<Schema['attempts']>): Attempt {
  return {
    n: row.n,
    startedAt: row.started_at as EpochMs,
    durationMs: row.duration_ms,
    cause: row.cause as AttemptCause,
    ...(row.status_code === null ? {} : { statusCode: row.status_code }),
    keyIds: keyIdsOf(row.key_ids),
    epoch: row.epoch,
    ...(row.response_headers === null
      ? {}
      : { responseHeaders: JSON.parse(row.response_headers) as Record<string, string> }),
    ...(row.response_body === null ? {} : { responseBody: row.response_body }),
  };
}
