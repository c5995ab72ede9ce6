/** A refusal is a value: what a caller can provoke comes back as `error`, never as an exception. */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** A result that holds `value`. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A result that holds the refusal `error`. */
export function refuse<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Throws when something that no caller can provoke is false: a broken invariant, a bug of ours. */
export function invariant(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${sentence}`);
}

/** The `default` of an exhaustive switch: the compiler lists the places to mend when a case is added. */
export function unreachable(value: never): never {
  throw new Error(`invariant broken: unexpected case ${JSON.stringify(value)}`);
}
