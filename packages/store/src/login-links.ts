import type { EpochMs, UserId } from '@keyturn/core';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import { ensureOperator, type User, userOf } from './users.ts';

/** A one-time link that signs somebody in: the SHA-256 of its token, never the token. */
export interface LoginLink {
  readonly tokenSha256: Uint8Array;
  /** Absent: the operator, whoever that is when the link is used. */
  readonly userId?: UserId;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
}

/** One-time links. */
export interface LoginLinkStore {
  /** Inserts a link; links past their time are deleted. */
  insert(link: LoginLink, audit: AuditEntry): Promise<void>;
  /**
   * Takes a link, once: gives the person that it signs in, and nothing when there is no such link, it was taken before, or its time is over.
   * A link for the operator makes `operator` when the installation has none yet.
   */
  take(tokenSha256: Uint8Array, now: EpochMs, operator: User): Promise<User | undefined>;
}

/** Makes the one-time links. */
export function makeLoginLinkStore(db: Database): LoginLinkStore {
  return {
    insert: (link, audit) =>
      db.transact(async (tx) => {
        await tx.deleteFrom('login_links').where('expires_at', '<=', link.createdAt).execute();
        await tx
          .insertInto('login_links')
          .values({
            token_sha256: link.tokenSha256,
            user_id: link.userId ?? null,
            created_at: link.createdAt,
            expires_at: link.expiresAt,
            used_at: null,
          })
          .execute();
        await insertAudit(tx, [audit]);
      }),
    take: async (tokenSha256, now, operator) => {
      // A guess costs a read, not a write.
      const known = await db.reader
        .selectFrom('login_links')
        .select('expires_at')
        .where('token_sha256', '=', tokenSha256)
        .executeTakeFirst();
      if (known === undefined) return undefined;
      return db.transact(async (tx) => {
        const taken = await tx
          .updateTable('login_links')
          .set({ used_at: now })
          .where('token_sha256', '=', tokenSha256)
          .where('used_at', 'is', null)
          .where('expires_at', '>', now)
          .executeTakeFirst();
        if (taken.numUpdatedRows === 0n) return undefined;
        const { user_id } = await tx
          .selectFrom('login_links')
          .select('user_id')
          .where('token_sha256', '=', tokenSha256)
          .executeTakeFirstOrThrow();
        if (user_id === null) return ensureOperator(tx, operator);
        const row = await tx
          .selectFrom('users')
          .selectAll()
          .where('user_id', '=', user_id)
          .executeTakeFirst();
        return row && userOf(row);
      });
    },
  };
}
