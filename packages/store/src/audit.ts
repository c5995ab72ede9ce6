import type { AccountRef, Actor, AuditId, EpochMs } from '@keyturn/core';
import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, ROWS_SEEN_MAX, rowsToRead, textBelow } from './paging.ts';
import type { Schema } from './schema.ts';

/** One line of the audit log: who did what to what, when, with what before and after. Never a secret. */
export interface AuditEntry {
  readonly id: AuditId;
  /** Absent for acts on the installation as a whole (an operator's API key). */
  readonly accountRef?: AccountRef;
  readonly at: EpochMs;
  readonly actor: Actor;
  /** `<noun>.<past participle>`: `secret.created`, `secret.activated`, `endpoint.paused`. */
  readonly act: string;
  readonly objectType: 'account' | 'secret' | 'endpoint' | 'delivery' | 'api_key' | 'event' | 'user';
  /** Public id of the object. */
  readonly objectId: string;
  /** Facts that changed, as plain JSON values. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly requestId?: string;
  readonly address?: string;
}

/** Reads of the audit log. Entries are written by the verbs that they describe, in the same transaction, and never changed. */
export interface AuditStore {
  /** Lists an account's entries, newest first. */
  list(
    accountRef: AccountRef,
    filter: { readonly act?: string; readonly objectId?: string },
    page: PageRequest,
  ): Promise<Page<AuditEntry>>;
  /** Appends an entry that stands alone, for acts that change no other row. */
  append(entry: AuditEntry): Promise<void>;
}

/** `account_id` of entries and answers that belong to the installation: no account has it. */
export const INSTALLATION = 0;

/** Makes the reads of the audit log. */
export function makeAuditStore(db: Database): AuditStore {
  return {
    async list(accountRef, filter, page) {
      const entries = db.reader
        .selectFrom('audit')
        .where('account_id', '=', accountRef)
        .where('audit_id', '<', textBelow(page))
        .orderBy('audit_id', 'desc');
      let query = entries.selectAll().limit(rowsToRead(page));
      if (filter.act !== undefined) query = query.where('act', '=', filter.act);
      if (filter.objectId !== undefined) query = query.where('object_id', '=', filter.objectId);
      const isNarrowed = filter.act !== undefined || filter.objectId !== undefined;
      const edge = isNarrowed
        ? await entries
            .select('audit_id')
            .limit(1)
            .offset(ROWS_SEEN_MAX - 1)
            .executeTakeFirst()
        : undefined;
      if (edge !== undefined) query = query.where('audit_id', '>=', edge.audit_id);
      return pageOf(await query.execute(), page, entryOf, (row) => row.audit_id, edge?.audit_id);
    },
    append: (entry) => db.transact((tx) => insertAudit(tx, [entry])),
  };
}

/** Writes entries inside the transaction of what they describe. */
export async function insertAudit(tx: Kysely<Schema>, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx.insertInto('audit').values(entries.map(rowOf)).execute();
}

function rowOf(entry: AuditEntry): Insertable<Schema['audit']> {
  return {
    account_id: entry.accountRef ?? INSTALLATION,
    audit_id: entry.id,
    at: entry.at,
    actor: JSON.stringify(entry.actor),
    act: entry.act,
    object_type: entry.objectType,
    object_id: entry.objectId,
    before: entry.before === undefined ? null : JSON.stringify(entry.before),
    after: entry.after === undefined ? null : JSON.stringify(entry.after),
    reason: entry.reason ?? null,
    request_id: entry.requestId ?? null,
    address: entry.address ?? null,
  };
}

// Rows hold what `rowOf` wrote.
function entryOf(row: Selectable<Schema['audit']>): AuditEntry {
  return {
    id: row.audit_id as AuditId,
    ...(row.account_id === INSTALLATION ? {} : { accountRef: row.account_id as AccountRef }),
    at: row.at as EpochMs,
    actor: JSON.parse(row.actor) as Actor,
    act: row.act,
    objectType: row.object_type as AuditEntry['objectType'],
    objectId: row.object_id,
    ...(row.before === null ? {} : { before: JSON.parse(row.before) as Record<string, unknown> }),
    ...(row.after === null ? {} : { after: JSON.parse(row.after) as Record<string, unknown> }),
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(row.address === null ? {} : { address: row.address }),
  };
}
