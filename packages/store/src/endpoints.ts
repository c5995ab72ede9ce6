import type { AccountRef, EndpointId, EndpointRef, EpochMs } from '@keyturn/core';
import type { Selectable } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import { NEVER } from './hot/lane-position.ts';
import {
  type JoinedLastAttempt,
  type LastAttempt,
  lastAttemptColumns,
  lastAttemptOf,
} from './last-attempt.ts';
import { lockKeysets } from './locking.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, refBelow, rowsToRead } from './paging.ts';
import type { Schema } from './schema.ts';
import { closeScope } from './scope-closing.ts';
import { endWaiting } from './waiting-deliveries.ts';

/** A URL of an account that receives events. Its pause lives on its lane, and is joined in here. */
export interface Endpoint {
  readonly ref: EndpointRef;
  readonly accountRef: AccountRef;
  readonly id: EndpointId;
  /** As typed: the `kore` profile signs this text. */
  readonly url: string;
  readonly description: string;
  /** Exact types or `prefix.*`; empty means every type. */
  readonly eventTypes: readonly string[];
  /** Custom headers, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly paused?: { readonly at: EpochMs; readonly reason: 'manual' | 'gone' };
  readonly deletedAt?: EpochMs;
  /** What it did last, as far as that is written down; joined in here, and never written from here. */
  readonly lastAttempt?: LastAttempt;
}

/** Endpoints with their lane and keyset rows, which are made with them. */
export interface EndpointStore {
  /** Inserts an endpoint with its lane and its keyset at epoch 0. */
  insert(endpoint: Endpoint, audit: AuditEntry): Promise<void>;
  /** Finds an endpoint of the account that is not deleted. */
  find(accountRef: AccountRef, id: EndpointId): Promise<Endpoint | undefined>;
  /** Finds an endpoint by row key, deleted ones included (deliveries outlive their endpoint). */
  findByRef(accountRef: AccountRef, ref: EndpointRef): Promise<Endpoint | undefined>;
  /** Lists the account's endpoints that are not deleted, newest first. */
  list(accountRef: AccountRef, page: PageRequest): Promise<Page<Endpoint>>;
  /** All endpoints of the account that are not deleted: what a publish is matched against. At most ENDPOINTS_PER_ACCOUNT_MAX. */
  listAll(accountRef: AccountRef): Promise<readonly Endpoint[]>;
  /** Changes url, description, event types or headers. */
  update(endpoint: Endpoint, audit: AuditEntry): Promise<void>;
  /** Pauses (`paused` given) or resumes an endpoint: its lane rests, or is due at once, a hold included. Nothing on a deleted one. */
  setPaused(
    accountRef: AccountRef,
    ref: EndpointRef,
    paused: Endpoint['paused'],
    at: EpochMs,
    audit: AuditEntry,
  ): Promise<void>;
  /**
   * Deletes an endpoint: its secrets are disabled (`close`) and its lane removed in one transaction, the row stays for history. Its waiting
   * deliveries are then marked dead as `endpoint_deleted`, a bounded number at a time; what a crash leaves over, the sweep ends. May be repeated.
   */
  delete(accountRef: AccountRef, ref: EndpointRef, at: EpochMs, audit: AuditEntry): Promise<void>;
}

/** Makes the endpoints. */
export function makeEndpointStore(db: Database): EndpointStore {
  const select = (accountRef: AccountRef) =>
    db.reader
      .selectFrom('endpoints as e')
      .leftJoin('lanes as l', (join) =>
        join.onRef('l.account_id', '=', 'e.account_id').onRef('l.endpoint_id', '=', 'e.endpoint_id'),
      )
      .leftJoin('last_attempts as a', (join) =>
        join.onRef('a.account_id', '=', 'e.account_id').onRef('a.endpoint_id', '=', 'e.endpoint_id'),
      )
      .selectAll('e')
      .select(['l.paused_at', 'l.paused_reason'])
      .select(lastAttemptColumns('a'))
      .where('e.account_id', '=', accountRef);
  return {
    insert: (endpoint, audit) =>
      db.transact(async (tx) => {
        const row = rowOf(endpoint);
        const { account_id, endpoint_id } = row;
        await tx.insertInto('endpoints').values(row).execute();
        await tx
          .insertInto('lanes')
          .values({
            account_id,
            endpoint_id,
            next_at: NEVER,
            head_due: 0,
            hold_until: null,
            paused_at: endpoint.paused?.at ?? null,
            paused_reason: endpoint.paused?.reason ?? null,
          })
          .execute();
        await tx
          .insertInto('keysets')
          .values({ account_id, scope_id: endpoint_id, kind: 'endpoint', epoch: 0, inherits_until: null })
          .execute();
        await insertAudit(tx, [audit]);
      }),
    async find(accountRef, id) {
      const row = await select(accountRef)
        .where('e.public_id', '=', id)
        .where('e.deleted_at', 'is', null)
        .executeTakeFirst();
      return row && endpointOf(row);
    },
    async findByRef(accountRef, ref) {
      const row = await select(accountRef).where('e.endpoint_id', '=', ref).executeTakeFirst();
      return row && endpointOf(row);
    },
    async list(accountRef, page) {
      const rows = await select(accountRef)
        .where('e.deleted_at', 'is', null)
        .where('e.endpoint_id', '<', refBelow(page))
        .orderBy('e.endpoint_id', 'desc')
        .limit(rowsToRead(page))
        .execute();
      return pageOf(rows, page, endpointOf, (row) => row.endpoint_id);
    },
    async listAll(accountRef) {
      const rows = await select(accountRef)
        .where('e.deleted_at', 'is', null)
        .orderBy('e.endpoint_id')
        .execute();
      return rows.map(endpointOf);
    },
    update: (endpoint, audit) =>
      db.transact(async (tx) => {
        const { url, description, event_types, headers, updated_at } = rowOf(endpoint);
        await tx
          .updateTable('endpoints')
          .set({ url, description, event_types, headers, updated_at })
          .where('account_id', '=', endpoint.accountRef)
          .where('endpoint_id', '=', endpoint.ref)
          .execute();
        await insertAudit(tx, [audit]);
      }),
    setPaused: (accountRef, ref, paused, at, audit) =>
      db.transact(async (tx) => {
        const turn =
          paused === undefined
            ? { paused_at: null, paused_reason: null, hold_until: null, next_at: at }
            : { paused_at: paused.at, paused_reason: paused.reason, next_at: NEVER };
        const updated = await tx
          .updateTable('lanes')
          .set(turn)
          .where('account_id', '=', accountRef)
          .where('endpoint_id', '=', ref)
          .executeTakeFirst();
        if (updated.numUpdatedRows === 0n) return;
        await tx
          .updateTable('endpoints')
          .set({ updated_at: at })
          .where('account_id', '=', accountRef)
          .where('endpoint_id', '=', ref)
          .execute();
        await insertAudit(tx, [audit]);
      }),
    async delete(accountRef, ref, at, audit) {
      await deleteRows(db, accountRef, ref, at, audit);
      await endWaiting(db, { accountRef, endpointRef: ref, at, reason: 'endpoint_deleted' });
    },
  };
}

/** What a deleted endpoint loses, in one transaction; nothing when it was deleted before. */
async function deleteRows(
  db: Database,
  accountRef: AccountRef,
  ref: EndpointRef,
  at: EpochMs,
  audit: AuditEntry,
): Promise<void> {
  await db.transact(async (tx) => {
    if ((await lockKeysets(db, tx, accountRef, ref)) === undefined) return;
    const deleted = await tx
      .updateTable('endpoints')
      .set({ deleted_at: at, updated_at: at })
      .where('account_id', '=', accountRef)
      .where('endpoint_id', '=', ref)
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (deleted.numUpdatedRows === 0n) return;
    await closeScope(db, tx, accountRef, ref, at);
    await tx
      .deleteFrom('lanes')
      .where('account_id', '=', accountRef)
      .where('endpoint_id', '=', ref)
      .execute();
    await insertAudit(tx, [audit]);
  });
}

function rowOf(endpoint: Endpoint): Selectable<Schema['endpoints']> {
  return {
    account_id: endpoint.accountRef,
    endpoint_id: endpoint.ref,
    public_id: endpoint.id,
    url: endpoint.url,
    description: endpoint.description,
    event_types: JSON.stringify(endpoint.eventTypes),
    headers: JSON.stringify(endpoint.headers),
    created_at: endpoint.createdAt,
    updated_at: endpoint.updatedAt,
    deleted_at: endpoint.deletedAt ?? null,
  };
}

// Rows hold what `rowOf` wrote.
function endpointOf(
  row: Selectable<Schema['endpoints']> & {
    readonly paused_at: number | null;
    readonly paused_reason: 'manual' | 'gone' | null;
  } & JoinedLastAttempt,
): Endpoint {
  const lastAttempt = lastAttemptOf(row);
  const isPaused = row.paused_at !== null && row.paused_reason !== null;
  return {
    ref: row.endpoint_id as EndpointRef,
    accountRef: row.account_id as AccountRef,
    id: row.public_id as EndpointId,
    url: row.url,
    description: row.description,
    eventTypes: JSON.parse(row.event_types) as string[],
    headers: JSON.parse(row.headers) as Record<string, string>,
    createdAt: row.created_at as EpochMs,
    updatedAt: row.updated_at as EpochMs,
    ...(isPaused ? { paused: { at: row.paused_at as EpochMs, reason: row.paused_reason } } : {}),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at as EpochMs }),
    ...(lastAttempt === undefined ? {} : { lastAttempt }),
  };
}
