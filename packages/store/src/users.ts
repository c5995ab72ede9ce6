import type { EpochMs, SessionId, UserId } from '@keyturn/core';
import type { Kysely, Selectable } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** A person who signs in to the dashboard. */
export interface User {
  readonly id: UserId;
  /** In lower case. Absent for the operator until the installation is set up. */
  readonly email?: string;
  readonly name: string;
  /** What a password is checked against; absent until one was chosen. Never shown to anybody. */
  readonly passwordHash?: string;
  /** Since when this person may do everything in the installation. */
  readonly operatorSince?: EpochMs;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
}

/** What setting up an installation came to. */
export type SetUpOutcome = 'done' | 'email_taken' | 'set_up_before';

/** People, of all accounts. */
export interface UserStore {
  find(id: UserId): Promise<User | undefined>;
  findByEmail(email: string): Promise<User | undefined>;
  /** Finds the operator: the first one, when there are several. */
  findOperator(): Promise<User | undefined>;
  /** Gives the operator, made from `user` when there is none yet. */
  ensureOperator(user: User): Promise<User>;
  /** Gives the operator, who must not have one yet, name, email and password. */
  setUp(
    id: UserId,
    given: { readonly name: string; readonly email: string; readonly passwordHash: string },
    at: EpochMs,
    audit: AuditEntry,
  ): Promise<SetUpOutcome>;
  /** Changes a password, and ends every session of this person but `keep`, which counts as authenticated again. */
  setPassword(
    id: UserId,
    passwordHash: string,
    keep: SessionId,
    at: EpochMs,
    audit: AuditEntry,
  ): Promise<void>;
}

/** Makes the users. */
export function makeUserStore(db: Database): UserStore {
  return {
    async find(id) {
      const row = await db.reader
        .selectFrom('users')
        .selectAll()
        .where('user_id', '=', id)
        .executeTakeFirst();
      return row && userOf(row);
    },
    async findByEmail(email) {
      if (email === '') return undefined;
      const row = await db.reader
        .selectFrom('users')
        .selectAll()
        .where('email', '=', email)
        .executeTakeFirst();
      return row && userOf(row);
    },
    findOperator: () => findOperator(db.reader),
    ensureOperator: (user) => db.transact((tx) => ensureOperator(tx, user)),
    setUp: (id, given, at, audit) =>
      db.transact(async (tx) => {
        const taken = await tx
          .selectFrom('users')
          .select('user_id')
          .where('email', '=', given.email)
          .executeTakeFirst();
        if (taken !== undefined) return taken.user_id === id ? 'set_up_before' : 'email_taken';
        const { name, email, passwordHash } = given;
        const updated = await tx
          .updateTable('users')
          .set({ name, email, password_hash: passwordHash, updated_at: at })
          .where('user_id', '=', id)
          .where('email', '=', '')
          .executeTakeFirst();
        if (updated.numUpdatedRows === 0n) return 'set_up_before';
        await insertAudit(tx, [audit]);
        return 'done';
      }),
    setPassword: (id, passwordHash, keep, at, audit) =>
      db.transact(async (tx) => {
        await tx
          .updateTable('users')
          .set({ password_hash: passwordHash, updated_at: at })
          .where('user_id', '=', id)
          .execute();
        await tx.deleteFrom('sessions').where('user_id', '=', id).where('session_id', '<>', keep).execute();
        await tx
          .updateTable('sessions')
          .set({ authenticated_at: at })
          .where('session_id', '=', keep)
          .execute();
        await insertAudit(tx, [audit]);
      }),
  };
}

async function findOperator(db: Kysely<Schema>): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('operator_since', 'is not', null)
    .orderBy('operator_since')
    .orderBy('user_id')
    .limit(1)
    .executeTakeFirst();
  return row && userOf(row);
}

/** The operator inside a transaction; made from `user` when there is none. */
export async function ensureOperator(tx: Kysely<Schema>, user: User): Promise<User> {
  const found = await findOperator(tx);
  if (found !== undefined) return found;
  await insertUser(tx, user);
  const operator = await findOperator(tx);
  if (operator === undefined) throw new Error('invariant broken: the operator was inserted just now');
  return operator;
}

/** Inserts a user; nothing happens when the email is taken. */
export async function insertUser(tx: Kysely<Schema>, user: User): Promise<void> {
  await tx
    .insertInto('users')
    .values({
      user_id: user.id,
      email: user.email ?? '',
      name: user.name,
      password_hash: user.passwordHash ?? null,
      operator_since: user.operatorSince ?? null,
      created_at: user.createdAt,
      updated_at: user.updatedAt,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .execute();
}

/** A user's row as the user. Rows hold what the verbs above wrote. */
export function userOf(row: Selectable<Schema['users']>): User {
  return {
    id: row.user_id as UserId,
    ...(row.email === '' ? {} : { email: row.email }),
    name: row.name,
    ...(row.password_hash === null ? {} : { passwordHash: row.password_hash }),
    ...(row.operator_since === null ? {} : { operatorSince: row.operator_since as EpochMs }),
    createdAt: row.created_at as EpochMs,
    updatedAt: row.updated_at as EpochMs,
  };
}
