import { type AccountRef, invariant, type ScopeRef } from '@keyturn/core';
import type { SelectQueryBuilder, Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** A scope's keyset row as it stands in the database. */
export interface KeysetRow {
  readonly scope_id: number;
  readonly kind: 'account' | 'endpoint';
  readonly epoch: number;
  readonly inherits_until: number | null;
}

/**
 * Locks the keyset rows that a change of `scopeRef` stands on, the account's always first, and reads them. On SQLite the transaction
 * has the only writer; on PostgreSQL the rows are locked until it ends.
 */
export async function lockKeysets(
  db: Database,
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
): Promise<{ readonly account: KeysetRow; readonly scope: KeysetRow } | undefined> {
  const lock = async (scope: ScopeRef): Promise<KeysetRow | undefined> => {
    const query = tx
      .selectFrom('keysets')
      .select(['scope_id', 'kind', 'epoch', 'inherits_until'])
      .where('account_id', '=', accountRef)
      .where('scope_id', '=', scope);
    return forUpdate(db, query).executeTakeFirst();
  };
  const account = await lock(accountRef);
  if (account === undefined) return undefined;
  invariant(account.kind === 'account', "an account's own keyset is of its own kind");
  if (scopeRef === accountRef) return { account, scope: account };
  const scope = await lock(scopeRef);
  return scope === undefined ? undefined : { account, scope };
}

/** Locks the rows that a query reads until its transaction ends, where that is not given anyway. */
export function forUpdate<DB, Tables extends keyof DB, Row>(
  db: Database,
  query: SelectQueryBuilder<DB, Tables, Row>,
): SelectQueryBuilder<DB, Tables, Row> {
  return db.dialect === 'postgres' ? query.forUpdate() : query;
}
