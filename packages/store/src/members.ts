import {
  type AccountId,
  type AccountRef,
  type Actor,
  type EpochMs,
  MEMBERS_PER_ACCOUNT_MAX,
  type UserId,
} from '@keyturn/core';
import type { Transaction } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import { forUpdate } from './locking.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, rowsToRead } from './paging.ts';
import type { Schema } from './schema.ts';
import { insertUser, type User, userOf } from './users.ts';

/** What a person may do in an account. */
export type Role = 'owner' | 'developer' | 'viewer';

/** A person with a role in an account. */
export interface Member {
  readonly accountRef: AccountRef;
  readonly user: User;
  readonly role: Role;
  readonly addedAt: EpochMs;
  readonly addedBy: Actor;
}

/** One account that a person reaches. */
export interface Membership {
  readonly accountRef: AccountRef;
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly role: Role;
}

/** What adding a member came to. `isNewUser` when the person was unknown to the installation before. */
export type AddMemberOutcome =
  | { readonly type: 'added'; readonly member: Member; readonly isNewUser: boolean }
  | { readonly type: 'member_before'; readonly userId: UserId }
  | { readonly type: 'full' };

/** What changing or removing a member came to: an account that has an owner keeps one. */
export type ChangeMemberOutcome = 'done' | 'not_found' | 'last_owner';

/** Who has which role in an account. */
export interface MemberStore {
  /** Lists an account's members by their user id, oldest users first. */
  list(accountRef: AccountRef, page: PageRequest): Promise<Page<Member>>;
  find(accountRef: AccountRef, userId: UserId): Promise<Member | undefined>;
  /** The open accounts that a person reaches, by name. */
  listOf(userId: UserId): Promise<readonly Membership[]>;
  /** Gives the person with `user.email` a role, and makes that user when there is none; the name of an existing one stays. */
  add(
    given: {
      readonly accountRef: AccountRef;
      readonly user: User;
      readonly role: Role;
      readonly addedBy: Actor;
    },
    at: EpochMs,
    audit: (member: Member) => AuditEntry,
  ): Promise<AddMemberOutcome>;
  changeRole(
    accountRef: AccountRef,
    userId: UserId,
    role: Role,
    audit: AuditEntry,
  ): Promise<ChangeMemberOutcome>;
  remove(accountRef: AccountRef, userId: UserId, audit: AuditEntry): Promise<ChangeMemberOutcome>;
}

/** Makes the members. */
export function makeMemberStore(db: Database): MemberStore {
  return {
    async list(accountRef, page) {
      const rows = await joined(db)
        .where('members.account_id', '=', accountRef)
        .where('members.user_id', '>', page.position ?? '')
        .orderBy('members.user_id')
        .limit(rowsToRead(page))
        .execute();
      return pageOf(rows, page, memberOf, (row) => row.user_id);
    },
    async find(accountRef, userId) {
      const row = await joined(db)
        .where('members.account_id', '=', accountRef)
        .where('members.user_id', '=', userId)
        .executeTakeFirst();
      return row && memberOf(row);
    },
    async listOf(userId) {
      const rows = await db.reader
        .selectFrom('members')
        .innerJoin('accounts', 'accounts.account_id', 'members.account_id')
        .select(['members.account_id', 'members.role', 'accounts.public_id', 'accounts.name'])
        .where('members.user_id', '=', userId)
        .where('accounts.closed_at', 'is', null)
        .orderBy('accounts.name')
        .orderBy('accounts.account_id')
        .limit(MEMBERS_PER_ACCOUNT_MAX)
        .execute();
      return rows.map((row) => ({
        accountRef: row.account_id as AccountRef,
        accountId: row.public_id as AccountId,
        accountName: row.name,
        role: row.role,
      }));
    },
    add: ({ accountRef, user, role, addedBy }, at, audit) =>
      db.transact(async (tx) => {
        await lockAccount(db, tx, accountRef);
        const { count } = await tx
          .selectFrom('members')
          .select((eb) => eb.fn.countAll<number | string>().as('count'))
          .where('account_id', '=', accountRef)
          .executeTakeFirstOrThrow();
        if (Number(count) >= MEMBERS_PER_ACCOUNT_MAX) return { type: 'full' };
        await insertUser(tx, user);
        const known = await tx
          .selectFrom('users')
          .selectAll()
          .where('email', '=', user.email ?? '')
          .executeTakeFirstOrThrow();
        const inserted = await tx
          .insertInto('members')
          .values({
            account_id: accountRef,
            user_id: known.user_id,
            role,
            added_at: at,
            added_by: JSON.stringify(addedBy),
          })
          .onConflict((conflict) => conflict.columns(['account_id', 'user_id']).doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows === 0n) {
          return { type: 'member_before', userId: known.user_id as UserId };
        }
        const member: Member = { accountRef, user: userOf(known), role, addedAt: at, addedBy };
        await insertAudit(tx, [audit(member)]);
        return { type: 'added', member, isNewUser: known.user_id === user.id };
      }),
    changeRole: (accountRef, userId, role, audit) =>
      db.transact(async (tx) => {
        const refusal = await refusalOfChange(db, tx, accountRef, userId, role);
        if (refusal !== undefined) return refusal;
        await tx
          .updateTable('members')
          .set({ role })
          .where('account_id', '=', accountRef)
          .where('user_id', '=', userId)
          .execute();
        await insertAudit(tx, [audit]);
        return 'done';
      }),
    remove: (accountRef, userId, audit) =>
      db.transact(async (tx) => {
        const refusal = await refusalOfChange(db, tx, accountRef, userId, undefined);
        if (refusal !== undefined) return refusal;
        await tx
          .deleteFrom('members')
          .where('account_id', '=', accountRef)
          .where('user_id', '=', userId)
          .execute();
        await insertAudit(tx, [audit]);
        return 'done';
      }),
  };
}

/** Why a member's role may not become `role` (undefined: be taken away); the account's members are locked from here on. */
async function refusalOfChange(
  db: Database,
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  userId: UserId,
  role: Role | undefined,
): Promise<'not_found' | 'last_owner' | undefined> {
  await lockAccount(db, tx, accountRef);
  const member = await tx
    .selectFrom('members')
    .select('role')
    .where('account_id', '=', accountRef)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (member === undefined) return 'not_found';
  if (member.role !== 'owner' || role === 'owner') return undefined;
  const otherOwner = await tx
    .selectFrom('members')
    .select('user_id')
    .where('account_id', '=', accountRef)
    .where('role', '=', 'owner')
    .where('user_id', '<>', userId)
    .limit(1)
    .executeTakeFirst();
  return otherOwner === undefined ? 'last_owner' : undefined;
}

/** Two changes of one account's members come one after the other: neither may take the last owner away behind the other's back. */
async function lockAccount(db: Database, tx: Transaction<Schema>, accountRef: AccountRef): Promise<void> {
  const account = tx.selectFrom('accounts').select('account_id').where('account_id', '=', accountRef);
  await forUpdate(db, account).executeTakeFirst();
}

function joined(db: Database) {
  return db.reader
    .selectFrom('members')
    .innerJoin('users', 'users.user_id', 'members.user_id')
    .selectAll('users')
    .select(['members.account_id', 'members.role', 'members.added_at', 'members.added_by']);
}

// Rows hold what the verbs above wrote.
function memberOf(row: Awaited<ReturnType<ReturnType<typeof joined>['executeTakeFirstOrThrow']>>): Member {
  return {
    accountRef: row.account_id as AccountRef,
    user: userOf(row),
    role: row.role,
    addedAt: row.added_at as EpochMs,
    addedBy: JSON.parse(row.added_by) as Actor,
  };
}
