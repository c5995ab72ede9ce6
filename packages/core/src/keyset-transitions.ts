import type { DomainError } from './domain-error.ts';
import { invariant, ok, type Result, unreachable } from './result.ts';
import type { EpochMs } from './time.ts';
import type { KeysetCommand, ScopeState, Transition } from './transition.ts';
import { decideActivate } from './transition-activate.ts';
import { decideCompromise, decideCreate } from './transition-create.ts';
import { decideCancel, decideClose, decideExpire, decideRetire } from './transition-end.ts';
import { decideRename } from './transition-rename.ts';

export type { KeysetCommand, NewSecret, ScopeState, Transition } from './transition.ts';

/**
 * What `command` does to a scope's secrets at `now`: the next keyset and the rows that differ, or why not. Each change of a state
 * raises the epoch by one; a new name and a repeat do not. `leaseMs` is the lease of the nodes that sign, 0 when this process alone
 * signs. The caller holds the scope's lock and stores the answer in the same transaction. Ids and secrets of other scopes are
 * `not_found`.
 */
export function decideTransition(
  state: ScopeState,
  command: KeysetCommand,
  now: EpochMs,
  leaseMs: number,
): Result<Transition, DomainError> {
  // Without the account's keyset an endpoint's first secret would sign at once, before its receiver has it.
  invariant(
    (state.keyset.kind === 'endpoint') === (state.inherited?.kind === 'account'),
    "an endpoint's transition is given the account's keyset, an account's is not",
  );
  switch (command.type) {
    case 'create':
      return decideCreate(state, command, now, leaseMs);
    case 'activate':
      return decideActivate(state, command, now, leaseMs);
    case 'cancel':
      return decideCancel(state, command, now);
    case 'retire':
      return decideRetire(state, command, now);
    case 'rename':
      return decideRename(state, command);
    case 'compromise':
      return decideCompromise(state, command, now, leaseMs);
    case 'expire':
      return ok(decideExpire(state, now));
    case 'close':
      return ok(decideClose(state, now));
    default:
      return unreachable(command);
  }
}
