/** Writes down when secrets last signed: gathered by the recorder, so one row a secret and batch, not one a request. */
import type { DatabaseSync } from 'node:sqlite';
import type { HotBatch } from '../hot-store.ts';

/** The last part of a batch, inside the caller's transaction. */
export type NoteSecretUses = (uses: HotBatch['secretUses']) => void;

/** The statement, named for the test that asserts its plan. */
export const NOTE_SECRET_USES_SQL = {
  note: `update secrets
    set last_used_at = ?
    where account_id = ? and secret_id = ? and (last_used_at is null or last_used_at < ?)`,
} as const;

/** Prepares it. */
export function makeNoteSecretUses(db: DatabaseSync): NoteSecretUses {
  const note = db.prepare(NOTE_SECRET_USES_SQL.note);
  return (uses) => {
    for (const { accountRef, id, at } of uses) note.run(at, accountRef, id, at);
  };
}
