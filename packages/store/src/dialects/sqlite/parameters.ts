import type { Parameter } from './statement-runner.ts';

/**
 * Refuses what SQLite would keep as something else, or not at all: booleans (become 1), bigints, undefined, dates, and integers that
 * a double does not hold. The types forbid them; this catches what slipped past the types.
 */
export function checkParameters(parameters: readonly unknown[]): readonly Parameter[] {
  for (const [n, value] of parameters.entries()) {
    const problem = problemOf(value);
    if (problem !== undefined) {
      throw new TypeError(
        `parameter ${n + 1} is ${problem}: a column takes text, safe numbers, bytes or null`,
      );
    }
  }
  return parameters as readonly Parameter[];
}

function problemOf(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || value instanceof Uint8Array) return undefined;
  if (typeof value !== 'number') return value instanceof Date ? 'a Date' : `of type ${typeof value}`;
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 'an integer above 2^53';
  return undefined;
}
