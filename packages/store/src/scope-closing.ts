import { type AccountRef, decideTransition, type EpochMs, invariant, type ScopeRef } from '@keyturn/core';
import type { Transaction } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';
import { lockScope, writeTransition } from './scope-changes.ts';

/** Disables every live secret of a scope for good, inside the transaction that closes its account or deletes its endpoint. */
export async function closeScope(
  db: Database,
  tx: Transaction<Schema>,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
  at: EpochMs,
): Promise<void> {
  const scope = await lockScope(db, tx, accountRef, scopeRef, undefined);
  invariant(scope !== undefined, 'every account and endpoint has a keyset');
  // Nothing signs afterwards, so there is no cut-over to wait for.
  const closed = decideTransition(scope.state, { type: 'close' }, at, 0);
  invariant(closed.ok, 'closing a scope is never refused');
  if (closed.value.effect === 'changed') {
    await writeTransition(tx, accountRef, scope.state.keyset, closed.value, undefined);
  }
}
