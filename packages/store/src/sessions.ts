import { type EpochMs, SESSIONS_PER_USER_MAX, type SessionId, type UserId } from '@keyturn/core';
import type { Kysely, Selectable } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { type User, userOf } from './users.ts';

/** A signed-in browser. What the browser holds is a token; the row has its SHA-256 alone. */
export interface Session {
  readonly id: SessionId;
  readonly userId: UserId;
  readonly tokenSha256: Uint8Array;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  /** When the person last proved who they are. */
  readonly authenticatedAt: EpochMs;
  readonly address?: string;
  readonly userAgent?: string;
}

/** Sessions. One that has ended is no row any more; one past its time is never found. */
export interface SessionStore {
  /**
   * Begins a session, and ends the one that the same browser had before. Sessions past their time are deleted, and the person's oldest
   * beyond SESSIONS_PER_USER_MAX.
   */
  begin(session: Session, replaces: SessionId | undefined, audit: AuditEntry): Promise<void>;
  /** Finds a session that has not ended at `now`, with its person. */
  find(
    tokenSha256: Uint8Array,
    now: EpochMs,
  ): Promise<{ readonly session: Session; readonly user: User } | undefined>;
  /** Notes that the person proved again who they are; false when the session has ended. */
  authenticateAgain(id: SessionId, at: EpochMs, audit: AuditEntry): Promise<boolean>;
  /** Ends a session; false when it had ended before. */
  end(id: SessionId, audit: AuditEntry): Promise<boolean>;
}

/** Makes the sessions. */
export function makeSessionStore(db: Database): SessionStore {
  return {
    begin: (session, replaces, audit) =>
      db.transact(async (tx) => {
        await tx.deleteFrom('sessions').where('expires_at', '<=', session.createdAt).execute();
        if (replaces !== undefined) {
          await tx.deleteFrom('sessions').where('session_id', '=', replaces).execute();
        }
        await tx.insertInto('sessions').values(rowOf(session)).execute();
        await endOldest(tx, session.userId);
        await insertAudit(tx, [audit]);
      }),
    async find(tokenSha256, now) {
      const row = await db.reader
        .selectFrom('sessions')
        .selectAll()
        .where('token_sha256', '=', tokenSha256)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const user = await db.reader
        .selectFrom('users')
        .selectAll()
        .where('user_id', '=', row.user_id)
        .executeTakeFirst();
      return user && { session: sessionOf(row), user: userOf(user) };
    },
    authenticateAgain: (id, at, audit) =>
      db.transact(async (tx) => {
        const updated = await tx
          .updateTable('sessions')
          .set({ authenticated_at: at })
          .where('session_id', '=', id)
          .executeTakeFirst();
        if (updated.numUpdatedRows === 0n) return false;
        await insertAudit(tx, [audit]);
        return true;
      }),
    end: (id, audit) =>
      db.transact(async (tx) => {
        const deleted = await tx.deleteFrom('sessions').where('session_id', '=', id).executeTakeFirst();
        if (deleted.numDeletedRows === 0n) return false;
        await insertAudit(tx, [audit]);
        return true;
      }),
  };
}

async function endOldest(tx: Kysely<Schema>, userId: UserId): Promise<void> {
  // Ids sort by the time of sign-in.
  const oldestKept = await tx
    .selectFrom('sessions')
    .select('session_id')
    .where('user_id', '=', userId)
    .orderBy('session_id', 'desc')
    .offset(SESSIONS_PER_USER_MAX - 1)
    .limit(1)
    .executeTakeFirst();
  if (oldestKept === undefined) return;
  await tx
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('session_id', '<', oldestKept.session_id)
    .execute();
}

function rowOf(session: Session): Selectable<Schema['sessions']> {
  return {
    session_id: session.id,
    user_id: session.userId,
    token_sha256: session.tokenSha256,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    authenticated_at: session.authenticatedAt,
    address: session.address ?? null,
    user_agent: session.userAgent ?? null,
  };
}

// Rows hold what `rowOf` wrote.
function sessionOf(row: Selectable<Schema['sessions']>): Session {
  return {
    id: row.session_id as SessionId,
    userId: row.user_id as UserId,
    tokenSha256: row.token_sha256,
    createdAt: row.created_at as EpochMs,
    expiresAt: row.expires_at as EpochMs,
    authenticatedAt: row.authenticated_at as EpochMs,
    ...(row.address === null ? {} : { address: row.address }),
    ...(row.user_agent === null ? {} : { userAgent: row.user_agent }),
  };
}
