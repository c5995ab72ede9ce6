import type { DomainError } from './domain-error.ts';
import { retiringOf } from './keyset.ts';
import {
  allDisabled,
  disabled,
  findSecret,
  hasEnded,
  nextKeyset,
  overlapEnded,
  secretAt,
  unchanged,
} from './keyset-change.ts';
import { OVERLAP_SECONDS_MAX } from './limits.ts';
import { ok, type Result, refuse } from './result.ts';
import type { RetiringSecret } from './secret.ts';
import { addMs, type EpochMs } from './time.ts';
import type { KeysetCommand, ScopeState, Transition } from './transition.ts';

type Cancel = Extract<KeysetCommand, { type: 'cancel' }>;
type Retire = Extract<KeysetCommand, { type: 'retire' }>;

/** Disables the pending secret `secretId`, which never signed an event. */
export function decideCancel(
  { keyset }: ScopeState,
  command: Cancel,
  now: EpochMs,
): Result<Transition, DomainError> {
  const named = findSecret(keyset, command.secretId);
  if (named === undefined) return refuse({ code: 'not_found', what: 'secret' });
  if (named.status !== 'pending') {
    return refuse({
      code: 'secret_not_cancellable',
      secretId: named.id,
      status: secretAt(named, now).status,
    });
  }
  const cancelled = disabled(named, 'cancelled', now);
  const next = nextKeyset(keyset, [cancelled], keyset.inheritsUntil);
  return ok({ keyset: next, changed: [cancelled], effect: 'changed' });
}

/**
 * Moves the end of the overlap of the retiring secret `secretId`. One whose time has passed cannot be brought back: receivers may
 * have dropped it already.
 */
export function decideRetire(
  { keyset }: ScopeState,
  command: Retire,
  now: EpochMs,
): Result<Transition, DomainError> {
  const named = findSecret(keyset, command.secretId);
  if (named === undefined) return refuse({ code: 'not_found', what: 'secret' });
  if (named.status !== 'retiring' || hasEnded(named, now)) {
    return refuse({ code: 'secret_not_retiring', secretId: named.id, status: secretAt(named, now).status });
  }
  const { retireAt } = command;
  const latest = addMs(named.supersededAt, OVERLAP_SECONDS_MAX * 1000);
  if (retireAt > latest) return refuse({ code: 'retire_at_out_of_range', latest });
  if (retireAt === named.retireAt) return ok(unchanged(keyset));
  const moved =
    retireAt <= now ? overlapEnded(named, now) : ({ ...named, retireAt } satisfies RetiringSecret);
  const next = nextKeyset(keyset, [moved], keyset.inheritsUntil);
  return ok({ keyset: next, changed: [moved], effect: 'changed' });
}

/** Writes down what time has done: the overlap that is over, the inheritance that is over. Nothing signs differently for it. */
export function decideExpire({ keyset }: ScopeState, now: EpochMs): Transition {
  const retiring = retiringOf(keyset);
  const ended = retiring !== undefined && hasEnded(retiring, now) ? [overlapEnded(retiring, now)] : [];
  const { inheritsUntil } = keyset;
  const isInheritanceOver = inheritsUntil !== undefined && inheritsUntil <= now;
  if (ended.length === 0 && !isInheritanceOver) return unchanged(keyset);
  const next = nextKeyset(keyset, ended, isInheritanceOver ? undefined : inheritsUntil);
  return { keyset: next, changed: ended, effect: 'changed' };
}

/** Disables every live secret, because the account is closed. The only way to a scope that signs nothing, and there is no way back. */
export function decideClose({ keyset }: ScopeState, now: EpochMs): Transition {
  const ended = allDisabled(keyset, 'account_closed', now);
  if (ended.length === 0 && keyset.inheritsUntil === undefined) return unchanged(keyset);
  return { keyset: nextKeyset(keyset, ended, undefined), changed: ended, effect: 'changed' };
}
