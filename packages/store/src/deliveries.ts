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
import { type Selectable, sql } from 'kysely';
import type { AuditEntry } from './audit.ts';
import type { Database } from './database.ts';
import { retryDelivery } from './delivery-retry.ts';
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
  const { eventRef, endpointRef, status } = filter;
  const below = refBelow(page);
  // No index has an endpoint's deliveries by status, nor the delivered ones: those pages look at so many rows and no more.
  const isBounded =
    status !== undefined && eventRef === undefined && (endpointRef !== undefined || status === 'delivered');
  const edge = isBounded ? await findEdge(db, accountRef, endpointRef, below) : undefined;
  let query = selectDeliveries(db, accountRef)
    // The keys first, from an index that has nothing else: with its other columns SQLite walks the primary key of the whole account.
    .where('d.delivery_id', 'in', (eb) => {
      const isWaitingAnywhere = status === 'waiting' && endpointRef === undefined && eventRef === undefined;
      if (isWaitingAnywhere) {
        // Few among many, and all of them in `due`.
        return eb
          .selectFrom('due')
          .select('delivery_id')
          .where('account_id', '=', accountRef)
          .where('delivery_id', '<', below)
          .orderBy('delivery_id', 'desc')
          .limit(rowsToRead(page));
      }
      let keys = eb
        .selectFrom('deliveries')
        .select('delivery_id')
        .where('account_id', '=', accountRef)
        .where('delivery_id', '<', below);
      if (edge !== undefined) keys = keys.where('delivery_id', '>=', edge);
      if (endpointRef !== undefined) keys = keys.where('endpoint_id', '=', endpointRef);
      if (eventRef !== undefined) {
        // An event's deliveries follow it in the one sequence of refs.
        keys = keys
          .where('delivery_id', '>', eventRef)
          .where('delivery_id', '<=', eventRef + ENDPOINTS_PER_ACCOUNT_MAX)
          .where('event_id', '=', eventRef);
      }
      // A literal, which the partial index on dead ones is sure to match.
      if (status !== undefined && endpointRef === undefined) {
        keys = keys.where('status', '=', sql.lit(status));
      }
      const keysMax = status !== undefined && endpointRef !== undefined ? ROWS_SEEN_MAX : rowsToRead(page);
      return keys.orderBy('delivery_id', 'desc').limit(keysMax);
    })
    .orderBy('d.delivery_id', 'desc')
    .limit(rowsToRead(page));
  if (status !== undefined) query = query.where('d.status', '=', status);
  return pageOf(await query.execute(), page, deliveryOf, (row) => row.delivery_id, edge);
}

/** The last delivery that a page looks at; undefined when it looks at all that are left. */
async function findEdge(
  db: Database,
  accountRef: AccountRef,
  endpointRef: EndpointRef | undefined,
  below: number,
): Promise<number | undefined> {
  let query = db.reader
    .selectFrom('deliveries')
    .select('delivery_id')
    .where('account_id', '=', accountRef)
    .where('delivery_id', '<', below)
    .orderBy('delivery_id', 'desc')
    .limit(1)
    .offset(ROWS_SEEN_MAX - 1);
  if (endpointRef !== undefined) query = query.where('endpoint_id', '=', endpointRef);
  return (await query.executeTakeFirst())?.delivery_id;
}

function selectDeliveries(db: Database, accountRef: AccountRef) {
  return db.reader
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
    .selectAll('d')
    .select([
      'e.public_id as event_public_id',
      'e.type as event_type',
      'p.public_id as endpoint_public_id',
      'q.due_at',
      'q.attempts as waiting_attempts',
      'q.attempts_before as waiting_attempts_before',
    ])
    .where('d.account_id', '=', accountRef);
}

interface DeliveryRow extends Selectable<Schema['deliveries']> {
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
  };
}

function attemptOf(row: Selectable<Schema['attempts']>): Attempt {
  return {
    n: row.n,
    startedAt: row.started_at as EpochMs,
    durationMs: row.duration_ms,
    cause: row.cause as AttemptCause,
    ...(row.status_code === null ? {} : { statusCode: row.status_code }),
    keyIds: row.key_ids === '' ? [] : row.key_ids.split(' '),
    epoch: row.epoch,
    ...(row.response_headers === null
      ? {}
      : { responseHeaders: JSON.parse(row.response_headers) as Record<string, string> }),
    ...(row.response_body === null ? {} : { responseBody: row.response_body }),
  };
}
