import { cutoverAt } from './cutover.ts';
import type { DomainError } from './domain-error.ts';
import { activeOf, pendingOf } from './keyset.ts';
import { allDisabled, disabled, isClosed, mustBeNew, nextKeyset } from './keyset-change.ts';
import { invariant, ok, type Result, refuse } from './result.ts';
import type { ActiveSecret, DisabledSecret, PendingSecret } from './secret.ts';
import type { EpochMs } from './time.ts';
import type { KeysetCommand, ScopeState, Transition } from './transition.ts';

type Create = Extract<KeysetCommand, { type: 'create' }>;
type Compromise = Extract<KeysetCommand, { type: 'compromise' }>;

/**
 * Adds a secret. The first that can sign for the scope is active at once; every later one waits as pending and replaces the one that
 * waited before. An endpoint's first own secret is pending while the account has an active one: going over is an activation.
 */
export function decideCreate(
  state: ScopeState,
  command: Create,
  now: EpochMs,
  leaseMs: number,
): Result<Transition, DomainError> {
  const { keyset, inherited } = state;
  if (isClosed(keyset) || (inherited !== undefined && isClosed(inherited))) {
    return refuse({ code: 'account_closed' });
  }
  mustBeNew(keyset, command.secret.id);
  const facts = { ...command.secret, createdAt: now, createdBy: command.by };
  const pending = pendingOf(keyset);

  const hasSigner = (activeOf(keyset) ?? (inherited && activeOf(inherited))) !== undefined;
  if (!hasSigner) {
    invariant(pending === undefined, 'nothing waits in a scope that nothing signs for');
    const cutover = { epoch: keyset.epoch + 1, effectiveAt: cutoverAt(now, leaseMs) };
    const active: ActiveSecret = {
      ...facts,
      status: 'active',
      activatedAt: now,
      activatedBy: 'creation',
      cutover,
    };
    const next = nextKeyset(keyset, [active], keyset.inheritsUntil);
    return ok({ keyset: next, changed: [active], effect: 'changed', active, cutover });
  }

  const created: PendingSecret = { ...facts, status: 'pending' };
  if (pending === undefined) {
    const next = nextKeyset(keyset, [created], keyset.inheritsUntil);
    return ok({ keyset: next, changed: [created], effect: 'changed' });
  }
  const replaced: DisabledSecret = { ...disabled(pending, 'replaced', now), replacedById: created.id };
  const changed = [replaced, created];
  const next = nextKeyset(keyset, changed, keyset.inheritsUntil);
  return ok({ keyset: next, changed, effect: 'changed', replaced: pending });
}

/**
 * Break-glass: the new secret is active at once, every other one of the scope is disabled, no overlap survives. For an endpoint that
 * had no secret of its own this is a going over without overlap; the account's secrets are untouched.
 */
export function decideCompromise(
  state: ScopeState,
  command: Compromise,
  now: EpochMs,
  leaseMs: number,
): Result<Transition, DomainError> {
  const { keyset, inherited } = state;
  if (isClosed(keyset) || (inherited !== undefined && isClosed(inherited))) {
    return refuse({ code: 'account_closed' });
  }
  mustBeNew(keyset, command.secret.id);
  const ended = allDisabled(keyset, 'compromised', now);
  const former = activeOf(keyset);
  const previous =
    former === undefined ? inherited && activeOf(inherited) : ended.find((secret) => secret.id === former.id);
  const cutover = { epoch: keyset.epoch + 1, effectiveAt: cutoverAt(now, leaseMs) };
  const active: ActiveSecret = {
    ...command.secret,
    createdAt: now,
    createdBy: command.by,
    status: 'active',
    activatedAt: now,
    activatedBy: 'compromised',
    cutover,
    ...(previous === undefined ? {} : { previousId: previous.id }),
  };
  const changed = [...ended, active];
  const next = nextKeyset(keyset, changed, undefined);
  const shown = previous === undefined ? {} : { previous };
  return ok({ keyset: next, changed, effect: 'changed', active, cutover, ...shown });
}
