import {
  type AccountRef,
  type EpochMs,
  invariant,
  type Keyset,
  type ScopeRef,
  type ScopeState,
  type Secret,
  type SecretId,
  type SignatureProfile,
  type Transition,
} from '@keyturn/core';
import { sql, type Transaction } from 'kysely';
import type { Database } from './database.ts';
import { type KeysetRow, lockKeysets } from './locking.ts';
import type { Schema } from './schema.ts';
import { SECRET_COLUMNS, secretColumnsOf, secretOf, secretUpdateOf } from './secret-rows.ts';

/** A scope under its lock, as a transition is decided on it. */
export interface LockedScope {
  readonly state: ScopeState;
  readonly accountClosedAt?: EpochMs;
  /** Endpoint scopes only. */
  readonly endpointDeletedAt?: EpochMs;
}

/**
 * Locks a scope for the rest of the transaction and reads what a transition needs: its live secrets, those of the account for an endpoint,
 * the named secret in whichever state and the one that it took over from. Undefined when there is no such scope.
 */
export async function lockScope(
  db: Database,
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
  namedId: SecretId | undefined,
): Promise<LockedScope | undefined> {
  const locked = await lockKeysets(db, tx, accountRef, scopeRef);
  if (locked === undefined) return undefined;
  const account = await tx
    .selectFrom('accounts')
    .select(['signature_profiles', 'closed_at'])
    .where('account_id', '=', accountRef)
    .executeTakeFirstOrThrow();
  const deletedAt = await findDeletedAt(tx, accountRef, scopeRef);

  const secrets = await readSecrets(tx, accountRef, [...new Set<ScopeRef>([accountRef, scopeRef])], namedId);
  const keyset = keysetOf(locked.scope, secrets);
  const inherited = scopeRef === accountRef ? {} : { inherited: keysetOf(locked.account, secrets) };
  return {
    // Rows hold what accounts.ts wrote.
    state: { keyset, ...inherited, profiles: JSON.parse(account.signature_profiles) as SignatureProfile[] },
    ...(account.closed_at === null ? {} : { accountClosedAt: account.closed_at as EpochMs }),
    ...(deletedAt === undefined ? {} : { endpointDeletedAt: deletedAt }),
  };
}

/** Writes what a transition changed, and reads it back: what core decided, the indexes and the rows must all say the same. */
export async function writeTransition(
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  before: Keyset,
  transition: Transition,
  sealed: { readonly id: SecretId; readonly bytes: Uint8Array } | undefined,
): Promise<void> {
  const { keyset, changed } = transition;
  const knownIds = new Set(before.secrets.map((secret) => secret.id));
  // Whoever leaves a state goes before whoever enters it, or the unique indexes would see both in it.
  for (const secret of [...changed].sort((left, right) => RANK[left.status] - RANK[right.status])) {
    if (knownIds.has(secret.id)) await updateSecret(tx, accountRef, secret);
    else await insertSecret(tx, accountRef, before.scopeRef, secret, sealed);
  }
  await writeKeyset(tx, accountRef, before, keyset);
  await verify(tx, accountRef, keyset);
}

const RANK = { disabled: 0, retiring: 1, active: 2, pending: 3 } as const;

async function findDeletedAt(
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
): Promise<EpochMs | undefined> {
  if (scopeRef === accountRef) return undefined;
  const endpoint = await tx
    .selectFrom('endpoints')
    .select('deleted_at')
    .where('account_id', '=', accountRef)
    .where('endpoint_id', '=', scopeRef)
    .executeTakeFirstOrThrow();
  return endpoint.deleted_at === null ? undefined : (endpoint.deleted_at as EpochMs);
}

type ScopedSecret = { readonly scopeId: number; readonly secret: Secret };

async function readSecrets(
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  scopeRefs: readonly ScopeRef[],
  namedId: SecretId | undefined,
): Promise<readonly ScopedSecret[]> {
  const query = tx
    .selectFrom('secrets')
    .select(['scope_id', ...SECRET_COLUMNS])
    .where('account_id', '=', accountRef);
  const live = await query
    .where('scope_id', 'in', scopeRefs)
    .where('status', '<>', sql.lit('disabled'))
    .execute();
  const rows = [...live];
  // The named one, then the one it took over from: a repeated activation shows both.
  for (let id: string | null | undefined = namedId, n = 0; id != null && n < 2; n++) {
    let row = rows.find((known) => known.secret_id === id);
    if (row === undefined) {
      row = await query.where('secret_id', '=', id).executeTakeFirst();
      if (row !== undefined) rows.push(row);
    }
    id = row?.previous_id;
  }
  return rows.map((row) => ({ scopeId: row.scope_id, secret: secretOf(row) }));
}

function keysetOf(row: KeysetRow, secrets: readonly ScopedSecret[]): Keyset {
  return {
    // The row was found by this ref.
    scopeRef: row.scope_id as ScopeRef,
    kind: row.kind,
    epoch: row.epoch,
    secrets: secrets.filter(({ scopeId }) => scopeId === row.scope_id).map(({ secret }) => secret),
    ...(row.inherits_until === null ? {} : { inheritsUntil: row.inherits_until as EpochMs }),
  };
}

async function updateSecret(tx: Transaction<Schema>, accountRef: AccountRef, secret: Secret): Promise<void> {
  const updated = await tx
    .updateTable('secrets')
    .set(secretUpdateOf(secret))
    .where('account_id', '=', accountRef)
    .where('secret_id', '=', secret.id)
    .executeTakeFirst();
  invariant(updated.numUpdatedRows === 1n, 'a changed secret has a row');
}

async function insertSecret(
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
  secret: Secret,
  sealed: { readonly id: SecretId; readonly bytes: Uint8Array } | undefined,
): Promise<void> {
  invariant(sealed?.id === secret.id, 'a created secret comes with its sealed bytes');
  await tx
    .insertInto('secrets')
    .values({
      account_id: accountRef,
      scope_id: scopeRef,
      ...secretColumnsOf(secret),
      sealed: sealed.bytes,
      last_used_at: null,
    })
    .execute();
}

async function writeKeyset(
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  before: Keyset,
  after: Keyset,
): Promise<void> {
  invariant(
    after.epoch === before.epoch || after.epoch === before.epoch + 1,
    'a transition raises the epoch by one, or a new name leaves it',
  );
  const isSame = after.epoch === before.epoch && after.inheritsUntil === before.inheritsUntil;
  if (isSame) return;
  const updated = await tx
    .updateTable('keysets')
    .set({ epoch: after.epoch, inherits_until: after.inheritsUntil ?? null })
    .where('account_id', '=', accountRef)
    .where('scope_id', '=', before.scopeRef)
    .where('epoch', '=', before.epoch)
    .executeTakeFirst();
  invariant(updated.numUpdatedRows === 1n, 'the epoch stands where it was read under the lock');
}

async function verify(tx: Transaction<Schema>, accountRef: AccountRef, keyset: Keyset): Promise<void> {
  const rows = await tx
    .selectFrom('secrets')
    .select(['secret_id', 'status'])
    .where('account_id', '=', accountRef)
    .where('scope_id', '=', keyset.scopeRef)
    .where('status', '<>', sql.lit('disabled'))
    .execute();
  for (const status of ['active', 'pending', 'retiring'] as const) {
    const inRows = rows.filter((row) => row.status === status).map((row) => row.secret_id);
    const decided = keyset.secrets.filter((secret) => secret.status === status).map(({ id }) => id);
    invariant(inRows.length <= 1, `a scope has at most one ${status} secret`);
    invariant(inRows[0] === decided[0], `the rows say what was decided about the ${status} secret`);
  }
}
