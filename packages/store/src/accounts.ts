import type { AccountId, AccountRef, EpochMs, ScopeRef, SignatureProfile } from '@keyturn/core';
import type { Selectable } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import { lockKeysets } from './locking.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, refBelow, rowsToRead } from './paging.ts';
import type { Schema } from './schema.ts';
import { closeScope } from './scope-closing.ts';
import { endWaiting } from './waiting-deliveries.ts';

/** The platform's customer; owns secrets, endpoints and events. */
export interface Account {
  readonly ref: AccountRef;
  readonly id: AccountId;
  readonly name: string;
  /** Always contains `standard`. */
  readonly signatureProfiles: readonly SignatureProfile[];
  readonly createdAt: EpochMs;
  readonly closedAt?: EpochMs;
}

/** Accounts and their own keyset row, which is made and closed with them. */
export interface AccountStore {
  /** Inserts an account with its keyset at epoch 0; false when its public id is taken (closed accounts keep theirs). */
  insert(account: Account, audit: AuditEntry): Promise<boolean>;
  /** Finds an account, closed ones included. */
  find(id: AccountId): Promise<Account | undefined>;
  /** Finds an account by its row key, closed ones included. */
  findByRef(ref: AccountRef): Promise<Account | undefined>;
  /** Lists open accounts, newest first. */
  list(page: PageRequest): Promise<Page<Account>>;
  /** Changes name or profiles. */
  update(account: Account, audit: AuditEntry): Promise<void>;
  /**
   * Closes an account. One transaction sets `closedAt`, revokes its API keys, disables its secrets and those of its endpoints (through
   * `close` transitions made by `core`), removes their sealed bytes and takes the lanes away; from then on nothing of it is claimed. Its
   * waiting deliveries are then marked dead as `account_deleted`, a bounded number at a time; what a crash leaves over, the sweep ends. May be repeated.
   */
  close(ref: AccountRef, at: EpochMs, audit: AuditEntry): Promise<void>;
}

/** Makes the accounts. */
export function makeAccountStore(db: Database): AccountStore {
  return {
    insert: (account, audit) =>
      db.transact(async (tx) => {
        const inserted = await tx
          .insertInto('accounts')
          .values(rowOf(account))
          .onConflict((conflict) => conflict.column('public_id').doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 0n) return false;
        await tx
          .insertInto('keysets')
          .values({
            account_id: account.ref,
            scope_id: account.ref,
            kind: 'account',
            epoch: 0,
            inherits_until: null,
          })
          .execute();
        await insertAudit(tx, [audit]);
        return true;
      }),
    async find(id) {
      const row = await db.reader
        .selectFrom('accounts')
        .selectAll()
        .where('public_id', '=', id)
        .executeTakeFirst();
      return row && accountOf(row);
    },
    async findByRef(ref) {
      const row = await db.reader
        .selectFrom('accounts')
        .selectAll()
        .where('account_id', '=', ref)
        .executeTakeFirst();
      return row && accountOf(row);
    },
    async list(page) {
      const rows = await db.reader
        .selectFrom('accounts')
        .selectAll()
        .where('closed_at', 'is', null)
        .where('account_id', '<', refBelow(page))
        .orderBy('account_id', 'desc')
        .limit(rowsToRead(page))
        .execute();
      return pageOf(rows, page, accountOf, (row) => row.account_id);
    },
    update: (account, audit) =>
      db.transact(async (tx) => {
        const { name, signature_profiles } = rowOf(account);
        await tx
          .updateTable('accounts')
          .set({ name, signature_profiles })
          .where('account_id', '=', account.ref)
          .execute();
        await insertAudit(tx, [audit]);
      }),
    async close(ref, at, audit) {
      await closeRows(db, ref, at, audit);
      await endWaiting(db, { accountRef: ref, at, reason: 'account_deleted' });
    },
  };
}

/** What a closed account may no longer do, in one transaction; nothing when it was closed before. */
async function closeRows(db: Database, ref: AccountRef, at: EpochMs, audit: AuditEntry): Promise<void> {
  await db.transact(async (tx) => {
    // The account's keyset row is what every change of its scopes locks first: none of them comes in between.
    if ((await lockKeysets(db, tx, ref, ref)) === undefined) return;
    const closed = await tx
      .updateTable('accounts')
      .set({ closed_at: at })
      .where('account_id', '=', ref)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (closed.numUpdatedRows === 0n) return;
    const scopes = await tx
      .selectFrom('keysets')
      .select('scope_id')
      .where('account_id', '=', ref)
      .orderBy('scope_id')
      .execute();
    for (const { scope_id } of scopes) await closeScope(db, tx, ref, scope_id as ScopeRef, at);
    await tx
      .updateTable('api_keys')
      .set({ revoked_at: at })
      .where('account_id', '=', ref)
      .where('revoked_at', 'is', null)
      .execute();
    await tx.deleteFrom('lanes').where('account_id', '=', ref).execute();
    await insertAudit(tx, [audit]);
  });
}

function rowOf(account: Account): Selectable<Schema['accounts']> {
  return {
    account_id: account.ref,
    public_id: account.id,
    name: account.name,
    signature_profiles: JSON.stringify(account.signatureProfiles),
    created_at: account.createdAt,
    closed_at: account.closedAt ?? null,
  };
}

// Rows hold what `rowOf` wrote.
function accountOf(row: Selectable<Schema['accounts']>): Account {
  return {
    ref: row.account_id as AccountRef,
    id: row.public_id as AccountId,
    name: row.name,
    signatureProfiles: JSON.parse(row.signature_profiles) as SignatureProfile[],
    createdAt: row.created_at as EpochMs,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at as EpochMs }),
  };
}
