import {
  type AccountRef,
  type Actor,
  type AuditId,
  addMs,
  type EpochMs,
  ID_RANDOM_BYTES,
  makeId,
} from '@keyturn/core';
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
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

/** What a list of entries can be narrowed to. */
export interface AuditFilter {
  /** An act by its name, or all of a noun as `secret.*`; of several any. */
  readonly act?: string | readonly string[];
  readonly objectId?: string;
  readonly actorType?: Actor['type'];
  readonly since?: EpochMs;
  /** Not in it. */
  readonly until?: EpochMs;
}

/** Reads of the audit log. Entries are written by the verbs that they describe, in the same transaction, and never changed. */
export interface AuditStore {
  /** Lists an account's entries, newest first. */
  list(accountRef: AccountRef, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
  /** Appends an entry that stands alone, for acts that change no other row. */
  append(entry: AuditEntry): Promise<void>;
}

/** `account_id` of entries and answers that belong to the installation: no account has it. */
export const INSTALLATION = 0;

/** Makes the reads of the audit log. */
export function makeAuditStore(db: Database): AuditStore {
  return {
    list: (accountRef, filter, page) => listEntries(db, accountRef, filter, page),
    append: (entry) => db.transact((tx) => insertAudit(tx, [entry])),
  };
}

/** Ids of entries sort by the time of their making, and may run ahead of it by this much. */
const IDS_AHEAD_MS_MAX = 60_000;

async function listEntries(
  db: Database,
  accountRef: AccountRef,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  const { act, objectId, actorType, since, until } = filter;
  let entries = db.reader
    .selectFrom('audit')
    .where('account_id', '=', accountRef)
    .where('audit_id', '<', textBelow(page))
    .orderBy('audit_id', 'desc');
  // The ids bound what is read, the times decide.
  if (since !== undefined) entries = entries.where('audit_id', '>=', lowestIdOf(since));
  if (until !== undefined)
    entries = entries.where('audit_id', '<', lowestIdOf(addMs(until, IDS_AHEAD_MS_MAX)));
  let query = entries.selectAll().limit(rowsToRead(page));
  if (since !== undefined) query = query.where('at', '>=', since);
  if (until !== undefined) query = query.where('at', '<', until);
  if (act !== undefined) query = query.where((eb) => eb.or([act].flat().map(isAct)));
  if (objectId !== undefined) query = query.where('object_id', '=', objectId);
  // As `rowOf` writes it; inside a JSON text the quotes would be escaped.
  if (actorType !== undefined) query = query.where('actor', 'like', `%"type":"${actorType}"%`);
  const isNarrowed = Object.keys(filter).length > 0;
  const edge = isNarrowed
    ? await entries
        .select('audit_id')
        .limit(1)
        .offset(ROWS_SEEN_MAX - 1)
        .executeTakeFirst()
    : undefined;
  if (edge !== undefined) query = query.where('audit_id', '>=', edge.audit_id);
  return pageOf(await query.execute(), page, entryOf, (row) => row.audit_id, edge?.audit_id);
}

/** `secret.created`, or every act of the noun. */
function isAct(act: string) {
  if (!act.endsWith('.*')) return sql<boolean>`act = ${act}`;
  const noun = act.slice(0, -1);
  return sql<boolean>`substr(act, 1, ${sql.lit(noun.length)}) = ${noun}`;
}

/** No entry that was made at `at` or later has a lower id. */
function lowestIdOf(at: EpochMs): string {
  return makeId('aud', Math.max(at, 0), new Uint8Array(ID_RANDOM_BYTES));
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
