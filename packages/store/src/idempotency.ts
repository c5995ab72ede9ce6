import { type AccountRef, type EpochMs, IDEMPOTENCY_MS } from '@keyturn/core';
import type { Database } from './database.ts';
import { forUpdate } from './locking.ts';

/** What a repeated request meets. */
export type IdempotencyBegin =
  | { readonly type: 'started' }
  | { readonly type: 'in_progress' }
  | { readonly type: 'other_request' }
  | { readonly type: 'finished'; readonly status: number; readonly body: string };

/** Remembers answers by idempotency key for IDEMPOTENCY_MS. The body never holds a secret's or API key's text: callers strip it. */
export interface IdempotencyStore {
  /** Takes the key for this request, or says what stands in the way. `owner` 0 stands for the operator. Entries older than the limit are taken over. */
  begin(
    owner: AccountRef | 0,
    key: string,
    requestSha256: Uint8Array,
    now: EpochMs,
  ): Promise<IdempotencyBegin>;
  /** Stores the answer of a started request. */
  finish(owner: AccountRef | 0, key: string, status: number, body: string): Promise<void>;
  /** Gives a started key back, after a refusal or an accident. */
  abandon(owner: AccountRef | 0, key: string): Promise<void>;
  /** Deletes entries older than the limit, and at process start those that a dead process left unfinished. */
  sweep(now: EpochMs, unfinished: 'keep' | 'delete'): Promise<void>;
}

/** Makes the memory of answers. */
export function makeIdempotencyStore(db: Database): IdempotencyStore {
  return {
    begin: (owner, key, requestSha256, now) =>
      db.transact(async (tx): Promise<IdempotencyBegin> => {
        const fresh = { request_sha256: requestSha256, created_at: now, status: null, body: null };
        const inserted = await tx
          .insertInto('idempotency_keys')
          .values({ account_id: owner, idempotency_key: key, ...fresh })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 1n) return { type: 'started' };

        const query = tx
          .selectFrom('idempotency_keys')
          .select(['request_sha256', 'created_at', 'status', 'body'])
          .where('account_id', '=', owner)
          .where('idempotency_key', '=', key);
        const stored = await forUpdate(db, query).executeTakeFirst();
        // Given back between the two statements, by another transaction: as if it were under way.
        if (stored === undefined) return { type: 'in_progress' };
        if (stored.created_at <= now - IDEMPOTENCY_MS) {
          await tx
            .updateTable('idempotency_keys')
            .set(fresh)
            .where('account_id', '=', owner)
            .where('idempotency_key', '=', key)
            .execute();
          return { type: 'started' };
        }
        if (Buffer.compare(stored.request_sha256, requestSha256) !== 0) return { type: 'other_request' };
        if (stored.status === null) return { type: 'in_progress' };
        return { type: 'finished', status: stored.status, body: stored.body ?? '' };
      }),
    finish: (owner, key, status, body) =>
      db.transact(async (tx) => {
        await tx
          .updateTable('idempotency_keys')
          .set({ status, body })
          .where('account_id', '=', owner)
          .where('idempotency_key', '=', key)
          .execute();
      }),
    abandon: (owner, key) =>
      db.transact(async (tx) => {
        await tx
          .deleteFrom('idempotency_keys')
          .where('account_id', '=', owner)
          .where('idempotency_key', '=', key)
          .where('status', 'is', null)
          .execute();
      }),
    async sweep(now, unfinished) {
      if (unfinished === 'delete') {
        await db.transact(async (tx) => {
          await tx.deleteFrom('idempotency_keys').where('status', 'is', null).execute();
        });
      }
      while ((await deleteOldest(db, now - IDEMPOTENCY_MS)) === ROWS_PER_SWEEP) {
        // The next thousand; other writes go in between.
      }
    },
  };
}

const ROWS_PER_SWEEP = 1_000;

async function deleteOldest(db: Database, untilAt: number): Promise<number> {
  return db.transact(async (tx) => {
    const deleted = await tx
      .deleteFrom('idempotency_keys')
      .where((eb) =>
        eb(
          eb.refTuple('account_id', 'idempotency_key'),
          'in',
          eb
            .selectFrom('idempotency_keys')
            .select(['account_id', 'idempotency_key'])
            .where('created_at', '<=', untilAt)
            .orderBy('created_at')
            .limit(ROWS_PER_SWEEP)
            .$asTuple('account_id', 'idempotency_key'),
        ),
      )
      .executeTakeFirst();
    return Number(deleted.numDeletedRows);
  });
}
