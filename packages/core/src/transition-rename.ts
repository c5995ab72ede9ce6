import type { DomainError } from './domain-error.ts';
import { findSecret, unchanged, withRows } from './keyset-change.ts';
import { ok, type Result, refuse } from './result.ts';
import type { KeysetCommand, ScopeState, Transition } from './transition.ts';

type Rename = Extract<KeysetCommand, { type: 'rename' }>;

/** Gives a secret another name, in whichever state. What signs does not change, so the epoch does not either. */
export function decideRename({ keyset }: ScopeState, command: Rename): Result<Transition, DomainError> {
  const named = findSecret(keyset, command.secretId);
  if (named === undefined) return refuse({ code: 'not_found', what: 'secret' });
  if (named.name === command.name) return ok(unchanged(keyset));
  const renamed = { ...named, name: command.name };
  return ok({ keyset: withRows(keyset, [renamed]), changed: [renamed], effect: 'changed' });
}
