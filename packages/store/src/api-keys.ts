import type { AccountRef, Actor, ApiKeyId, EpochMs } from '@keyturn/core';
import type { Selectable } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, rowsToRead, textBelow } from './paging.ts';
import type { Schema } from './schema.ts';

/** A caller's bearer key: its SHA-256, never the key. */
export interface ApiKey {
  readonly id: ApiKeyId;
  /** Absent for an operator's key, which reaches every account. */
  readonly accountRef?: AccountRef;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly sha256: Uint8Array;
  /** The first characters of the key, to tell keys apart in lists. */
  readonly prefix: string;
  readonly createdAt: EpochMs;
  readonly createdBy: Actor;
  readonly expiresAt?: EpochMs;
  readonly revokedAt?: EpochMs;
  readonly lastUsedAt?: EpochMs;
}

/** API keys. */
export interface ApiKeyStore {
  insert(key: ApiKey, audit: AuditEntry): Promise<void>;
  /** Finds a key by the SHA-256 of its text, revoked and expired ones included. */
  findBySha256(sha256: Uint8Array): Promise<ApiKey | undefined>;
  find(id: ApiKeyId): Promise<ApiKey | undefined>;
  /** Lists keys, newest first: one account's, or all of the installation. */
  list(accountRef: AccountRef | undefined, page: PageRequest): Promise<Page<ApiKey>>;
  /** Revokes a key for good; false when it was revoked before. */
  revoke(id: ApiKeyId, at: EpochMs, audit: AuditEntry): Promise<boolean>;
  /** Notes the last use of several keys in one write. */
  touch(uses: readonly { readonly id: ApiKeyId; readonly at: EpochMs }[]): Promise<void>;
}

/** Makes the API keys. */
export function makeApiKeyStore(db: Database): ApiKeyStore {
  return {
    insert: (key, audit) =>
      db.transact(async (tx) => {
        await tx.insertInto('api_keys').values(rowOf(key)).execute();
        await insertAudit(tx, [audit]);
      }),
    async findBySha256(sha256) {
      const row = await db.reader
        .selectFrom('api_keys')
        .selectAll()
        .where('sha256', '=', sha256)
        .executeTakeFirst();
      return row && keyOf(row);
    },
    async find(id) {
      const row = await db.reader
        .selectFrom('api_keys')
        .selectAll()
        .where('api_key_id', '=', id)
        .executeTakeFirst();
      return row && keyOf(row);
    },
    async list(accountRef, page) {
      let query = db.reader.selectFrom('api_keys').selectAll().where('api_key_id', '<', textBelow(page));
      if (accountRef !== undefined) query = query.where('account_id', '=', accountRef);
      const rows = await query.orderBy('api_key_id', 'desc').limit(rowsToRead(page)).execute();
      return pageOf(rows, page, keyOf, (row) => row.api_key_id);
    },
    revoke: (id, at, audit) =>
      db.transact(async (tx) => {
        const revoked = await tx
          .updateTable('api_keys')
          .set({ revoked_at: at })
          .where('api_key_id', '=', id)
          .where('revoked_at', 'is', null)
          .executeTakeFirst();
        if (revoked.numUpdatedRows === 0n) return false;
        await insertAudit(tx, [audit]);
        return true;
      }),
    touch: (uses) =>
      db.transact(async (tx) => {
        for (const { id, at } of uses) {
          await tx.updateTable('api_keys').set({ last_used_at: at }).where('api_key_id', '=', id).execute();
        }
      }),
  };
}

function rowOf(key: ApiKey): Selectable<Schema['api_keys']> {
  return {
    api_key_id: key.id,
    account_id: key.accountRef ?? null,
    name: key.name,
    permissions: JSON.stringify(key.permissions),
    sha256: key.sha256,
    prefix: key.prefix,
    created_at: key.createdAt,
    created_by: JSON.stringify(key.createdBy),
    expires_at: key.expiresAt ?? null,
    revoked_at: key.revokedAt ?? null,
    last_used_at: key.lastUsedAt ?? null,
  };
}

// Rows hold what `rowOf` wrote.
function keyOf(row: Selectable<Schema['api_keys']>): ApiKey {
  return {
    id: row.api_key_id as ApiKeyId,
    ...(row.account_id === null ? {} : { accountRef: row.account_id as AccountRef }),
    name: row.name,
    permissions: JSON.parse(row.permissions) as string[],
    sha256: row.sha256,
    prefix: row.prefix,
    createdAt: row.created_at as EpochMs,
    createdBy: JSON.parse(row.created_by) as Actor,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at as EpochMs }),
    ...(row.revoked_at === null ? {} : { revokedAt: row.revoked_at as EpochMs }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at as EpochMs }),
  };
}
