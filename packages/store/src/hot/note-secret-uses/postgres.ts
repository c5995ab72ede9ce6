/**
 * Notes when secrets were last used. A secret whose row is being changed at this moment is skipped: its next use is noted soon, and a
 * commit of events must wait for no rare transaction.
 *
 * Plan: secrets by primary key, driven by the arrays.
 */
import type { QueryConfig } from 'pg';
import type { HotBatch } from '../hot-store.ts';
import { numbers, texts } from '../postgres-arrays.ts';

/** The statement, named for the test that asserts its plan. */
export const NOTE_SECRET_USES_SQL = `
with used as materialized (
  select s.account_id, s.secret_id, u.at
  from unnest($1::bigint[], $2::text[], $3::bigint[]) as u(account_id, secret_id, at)
  join secrets s on s.account_id = u.account_id and s.secret_id = u.secret_id
  for update of s skip locked
)
update secrets s
set last_used_at = greatest(s.last_used_at, u.at)
from used u
where s.account_id = u.account_id and s.secret_id = u.secret_id`;

/** Prepares it; of several uses of one secret the last one counts. */
export function noteSecretUses(uses: HotBatch['secretUses']): QueryConfig {
  const lastById = new Map<string, HotBatch['secretUses'][number]>();
  for (const use of uses) {
    const key = `${use.accountRef} ${use.id}`;
    const last = lastById.get(key);
    if (last === undefined || last.at < use.at) lastById.set(key, use);
  }
  const last = [...lastById.values()];
  return {
    name: 'note-secret-uses',
    text: NOTE_SECRET_USES_SQL,
    values: [
      numbers(last.map((use) => use.accountRef)),
      texts(last.map((use) => use.id)),
      numbers(last.map((use) => use.at)),
    ],
  };
}
