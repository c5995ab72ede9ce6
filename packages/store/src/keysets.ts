import {
  type AccountRef,
  type DomainError,
  type EndpointId,
  type EpochMs,
  type Keyset,
  ok,
  type Result,
  refuse,
  type ScopeRef,
  type ScopeState,
  type Secret,
  type SecretId,
  type Transition,
} from '@keyturn/core';
import { sql } from 'kysely';
import { type AuditEntry, insertAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { Page, PageRequest } from './page.ts';
import { pageOf, rowsToRead, textBelow } from './paging.ts';
import { type LockedScope, lockScope, writeTransition } from './scope-changes.ts';
import { SECRET_COLUMNS, type SecretColumns, secretOf } from './secret-rows.ts';

/** A secret as a list shows it. */
export interface SecretRow {
  readonly secret: Secret;
  readonly scopeRef: ScopeRef;
  /** Absent for the account's own scope. */
  readonly endpointId?: EndpointId;
  /** Epoch of its scope now. */
  readonly scopeEpoch: number;
  readonly lastUsedAt?: EpochMs;
}

/** A scope's live secrets with their sealed bytes: what the keyring opens to sign. */
export interface SealedKeyset {
  readonly keyset: Keyset;
  readonly sealedById: ReadonlyMap<SecretId, Uint8Array>;
}

/** What `decide` gives `change` to write. */
export interface KeysetDecision {
  readonly transition: Transition;
  /** Written with the rows; empty only when nothing changed. */
  readonly audit: readonly AuditEntry[];
}

/** Keysets and secrets. Rows are never deleted; partial unique indexes hold "one active, one pending, one retiring" per scope. */
export interface KeysetStore {
  /**
   * Changes a scope in one transaction: locks its keyset row (the account's first, when it is an endpoint's), reads its live secrets and the
   * disabled one `namedId`, lets `decide` decide, and writes changed rows, epoch, sealed bytes of a created secret and audit entries. A
   * secret that becomes disabled loses its sealed bytes. Nothing is written after a refusal or when the effect is not `changed` (a
   * rename counts as changed). `decide` is synchronous and pure. Refuses `not_found` when the scope does not exist or its endpoint is
   * deleted, `account_closed` when its account is closed.
   */
  change(
    accountRef: AccountRef,
    scopeRef: ScopeRef,
    input: {
      readonly namedId?: SecretId;
      readonly sealed?: { readonly id: SecretId; readonly bytes: Uint8Array };
    },
    decide: (state: ScopeState) => Result<KeysetDecision, DomainError>,
  ): Promise<Result<Transition, DomainError>>;
  /** The scope's live secrets, sealed; undefined when there is no such scope. */
  findSealed(accountRef: AccountRef, scopeRef: ScopeRef): Promise<SealedKeyset | undefined>;
  /** Finds one secret of the account, in any scope and state. */
  find(accountRef: AccountRef, id: SecretId): Promise<SecretRow | undefined>;
  /** Lists secrets, newest first: of one scope, or of every scope of the account. */
  list(accountRef: AccountRef, scope: ScopeRef | 'all', page: PageRequest): Promise<Page<SecretRow>>;
  /** Scopes with a retiring secret or an inheritance that ended by `now`, at most `limit`: what an `expire` transition must visit. */
  listExpired(
    now: EpochMs,
    limit: number,
  ): Promise<readonly { readonly accountRef: AccountRef; readonly scopeRef: ScopeRef }[]>;
  /** Pages through every sealed secret of the installation by account and id, for checks of the master keys. */
  listSealed(page: PageRequest): Promise<
    Page<{
      readonly accountRef: AccountRef;
      readonly scopeRef: ScopeRef;
      readonly id: SecretId;
      readonly sealed: Uint8Array;
    }>
  >;
  /** Scopes that break "one active, never more than one pending": always empty while the indexes stand; for `doctor`. */
  listBroken(
    limit: number,
  ): Promise<readonly { readonly scopeRef: ScopeRef; readonly activeCount: number }[]>;
}

/** Makes the keysets and secrets. */
export function makeKeysetStore(db: Database): KeysetStore {
  return {
    change: (accountRef, scopeRef, input, decide) =>
      db.transact(async (tx): Promise<Result<Transition, DomainError>> => {
        const scope = await lockScope(db, tx, accountRef, scopeRef, input.namedId);
        const refusal = refusalOf(scope, accountRef, scopeRef);
        if (scope === undefined || refusal !== undefined)
          return refuse(refusal ?? notFound(accountRef, scopeRef));
        const decided = decide(scope.state);
        if (!decided.ok) return decided;
        const { transition, audit } = decided.value;
        if (transition.effect === 'changed') {
          await writeTransition(tx, accountRef, scope.state.keyset, transition, input.sealed);
          await insertAudit(tx, audit);
        }
        return ok(transition);
      }),
    findSealed: (accountRef, scopeRef) => findSealed(db, accountRef, scopeRef),
    async find(accountRef, id) {
      const row = await selectSecrets(db, accountRef).where('s.secret_id', '=', id).executeTakeFirst();
      return row && secretRowOf(row);
    },
    async list(accountRef, scope, page) {
      let query = selectSecrets(db, accountRef).where('s.secret_id', '<', textBelow(page));
      if (scope !== 'all') query = query.where('s.scope_id', '=', scope);
      const rows = await query.orderBy('s.secret_id', 'desc').limit(rowsToRead(page)).execute();
      return pageOf(rows, page, secretRowOf, (row) => row.secret_id);
    },
    listExpired: (now, limit) => listExpired(db, now, limit),
    listSealed: (page) => listSealed(db, page),
    listBroken: (limit) => listBroken(db, limit),
  };
}

function refusalOf(
  scope: LockedScope | undefined,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
): DomainError | undefined {
  if (scope === undefined || scope.endpointDeletedAt !== undefined) return notFound(accountRef, scopeRef);
  // An account that closed before its first secret does not show it in its keyset.
  return scope.accountClosedAt === undefined ? undefined : { code: 'account_closed' };
}

function notFound(accountRef: AccountRef, scopeRef: ScopeRef): DomainError {
  return { code: 'not_found', what: scopeRef === accountRef ? 'account' : 'endpoint' };
}

/** One statement, so that no other transaction commits between the epoch and the secrets. */
async function findSealed(
  db: Database,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
): Promise<SealedKeyset | undefined> {
  const rows = await db.reader
    .selectFrom('keysets as k')
    .leftJoin('secrets as s', (join) =>
      join
        .onRef('s.account_id', '=', 'k.account_id')
        .onRef('s.scope_id', '=', 'k.scope_id')
        .on('s.status', '<>', sql.lit('disabled')),
    )
    .select(['k.kind', 'k.epoch', 'k.inherits_until', 's.sealed'])
    .select(SECRET_COLUMNS.map((column) => `s.${column}` as const))
    .where('k.account_id', '=', accountRef)
    .where('k.scope_id', '=', scopeRef)
    .execute();
  const first = rows[0];
  if (first === undefined) return undefined;
  const secrets: Secret[] = [];
  const sealedById = new Map<SecretId, Uint8Array>();
  for (const { sealed, ...columns } of rows) {
    if (columns.secret_id === null || sealed === null) continue;
    // A joined row has all columns, or none.
    const secret = secretOf(columns as SecretColumns);
    secrets.push(secret);
    sealedById.set(secret.id, sealed);
  }
  const inheritsUntil =
    first.inherits_until === null ? {} : { inheritsUntil: first.inherits_until as EpochMs };
  const { kind, epoch } = first;
  return { keyset: { scopeRef, kind, epoch, secrets, ...inheritsUntil }, sealedById };
}

function selectSecrets(db: Database, accountRef: AccountRef) {
  return db.reader
    .selectFrom('secrets as s')
    .innerJoin('keysets as k', (join) =>
      join.onRef('k.account_id', '=', 's.account_id').onRef('k.scope_id', '=', 's.scope_id'),
    )
    .leftJoin('endpoints as e', (join) =>
      join.onRef('e.account_id', '=', 's.account_id').onRef('e.endpoint_id', '=', 's.scope_id'),
    )
    .select(SECRET_COLUMNS.map((column) => `s.${column}` as const))
    .select(['s.scope_id', 's.last_used_at', 'k.epoch as scope_epoch', 'e.public_id as endpoint_public_id'])
    .where('s.account_id', '=', accountRef);
}

function secretRowOf(
  row: SecretColumns & {
    readonly scope_id: number;
    readonly last_used_at: number | null;
    readonly scope_epoch: number;
    readonly endpoint_public_id: string | null;
  },
): SecretRow {
  return {
    secret: secretOf(row),
    scopeRef: row.scope_id as ScopeRef,
    scopeEpoch: row.scope_epoch,
    ...(row.endpoint_public_id === null ? {} : { endpointId: row.endpoint_public_id as EndpointId }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at as EpochMs }),
  };
}

async function listExpired(
  db: Database,
  now: EpochMs,
  limit: number,
): Promise<readonly { readonly accountRef: AccountRef; readonly scopeRef: ScopeRef }[]> {
  const retired = await db.reader
    .selectFrom('secrets')
    .select(['account_id', 'scope_id'])
    .where('status', '=', sql.lit('retiring'))
    .where('retire_at', '<=', now)
    .orderBy('retire_at')
    .limit(limit)
    .execute();
  const inherited = await db.reader
    .selectFrom('keysets')
    .select(['account_id', 'scope_id'])
    .where('inherits_until', 'is not', null)
    .where('inherits_until', '<=', now)
    .orderBy('inherits_until')
    .limit(limit)
    .execute();
  // Refs are unique over all kinds, so a scope's is enough to know it by.
  const byScope = new Map([...retired, ...inherited].map((row) => [row.scope_id, row]));
  return [...byScope.values()].slice(0, limit).map((row) => ({
    accountRef: row.account_id as AccountRef,
    scopeRef: row.scope_id as ScopeRef,
  }));
}

async function listSealed(db: Database, page: PageRequest): ReturnType<KeysetStore['listSealed']> {
  const [account = '0', ...rest] = (page.position ?? '').split('.');
  const accountAfter = Number.parseInt(account, 10) || 0;
  const secretAfter = rest.join('.');
  const rows = await db.reader
    .selectFrom('secrets')
    .select(['account_id', 'scope_id', 'secret_id', 'sealed'])
    .where('sealed', 'is not', null)
    .where((eb) => eb(eb.refTuple('account_id', 'secret_id'), '>', eb.tuple(accountAfter, secretAfter)))
    .orderBy('account_id')
    .orderBy('secret_id')
    .limit(rowsToRead(page))
    .execute();
  return pageOf(
    rows,
    page,
    (row) => ({
      accountRef: row.account_id as AccountRef,
      scopeRef: row.scope_id as ScopeRef,
      id: row.secret_id as SecretId,
      sealed: row.sealed ?? new Uint8Array(),
    }),
    (row) => `${row.account_id}.${row.secret_id}`,
  );
}

async function listBroken(db: Database, limit: number): ReturnType<KeysetStore['listBroken']> {
  const rows = await db.reader
    .selectFrom('secrets as s')
    .innerJoin('accounts as a', 'a.account_id', 's.account_id')
    .leftJoin('endpoints as e', (join) =>
      join.onRef('e.account_id', '=', 's.account_id').onRef('e.endpoint_id', '=', 's.scope_id'),
    )
    .where('a.closed_at', 'is', null)
    .where('e.deleted_at', 'is', null)
    .groupBy(['s.account_id', 's.scope_id'])
    .select((eb) => [
      's.scope_id',
      eb.fn.count<number>('s.secret_id').filterWhere('s.status', '=', 'active').as('active_count'),
    ])
    .having((eb) => {
      const countOf = (status: 'active' | 'pending' | 'retiring') =>
        eb.fn.count<number>('s.secret_id').filterWhere('s.status', '=', status);
      const everActive = eb.fn.count<number>('s.activated_at');
      return eb.or([
        eb(countOf('active'), '>', 1),
        eb(countOf('pending'), '>', 1),
        eb(countOf('retiring'), '>', 1),
        eb.and([eb(everActive, '>', 0), eb(countOf('active'), '=', 0)]),
      ]);
    })
    .limit(limit)
    .execute();
  return rows.map((row) => ({ scopeRef: row.scope_id as ScopeRef, activeCount: row.active_count }));
}
