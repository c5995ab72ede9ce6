import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** What a parameter may be once it has passed `parameters.ts`. */
export type Parameter = string | number | Uint8Array | null;

/** What a statement gave: rows, and how many it changed when it gives none. */
export interface StatementResult {
  readonly rows: readonly unknown[];
  readonly changes?: number;
}

/** Prepared statements kept; lists of several lengths make several texts, so the oldest goes when there are more. */
const STATEMENTS_MAX = 256;

/** Makes the function that runs a statement by its text, prepared once. */
export function makeStatementRunner(
  db: DatabaseSync,
): (sql: string, parameters: readonly Parameter[]) => StatementResult {
  const prepared = new Map<string, { readonly statement: StatementSync; readonly givesRows: boolean }>();
  const prepare = (sql: string) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = db.prepare(sql);
    const made = { statement, givesRows: statement.columns().length > 0 };
    for (const oldest of prepared.keys()) {
      if (prepared.size < STATEMENTS_MAX) break;
      prepared.delete(oldest);
    }
    prepared.set(sql, made);
    return made;
  };
  return (sql, parameters) => {
    const { statement, givesRows } = prepare(sql);
    const values = parameters as readonly SQLInputValue[];
    if (givesRows) return { rows: statement.all(...values) };
    return { rows: [], changes: Number(statement.run(...values).changes) };
  };
}
