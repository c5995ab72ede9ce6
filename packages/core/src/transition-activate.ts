import { cutoverAt } from './cutover.ts';
import type { DomainError } from './domain-error.ts';
import type { SecretId } from './ids.ts';
import { activeOf, pendingOf, retiringOf } from './keyset.ts';
import {
  disabled,
  findSecret,
  hasEnded,
  isClosed,
  nextKeyset,
  overlapEnded,
  secretAt,
} from './keyset-change.ts';
import { OVERLAP_SECONDS_MAX } from './limits.ts';
import { invariant, ok, type Result, refuse } from './result.ts';
import type { ActiveSecret, Secret } from './secret.ts';
import { addMs, type EpochMs } from './time.ts';
import type { KeysetCommand, ScopeState, Transition } from './transition.ts';

type Activate = Extract<KeysetCommand, { type: 'activate' }>;

/**
 * Makes the pending secret `secretId` the active one. The former one is disabled, or co-signs for `overlapSeconds`. Irreversible.
 * The activation that made an id active may be repeated, whatever its other fields say: the caller may have lost the first answer.
 */
export function decideActivate(
  state: ScopeState,
  command: Activate,
  now: EpochMs,
  leaseMs: number,
): Result<Transition, DomainError> {
  const { keyset, inherited } = state;
  const named = findSecret(keyset, command.secretId);
  if (named === undefined) return refuse({ code: 'not_found', what: 'secret' });
  if (named.status === 'active' && named.activatedBy === 'activate') return ok(repeated(state, named));
  const refusal = refusalOf(state, command, named, now);
  if (refusal !== undefined) return refuse(refusal);

  invariant(named.status === 'pending', 'only a pending secret gets as far as its activation');
  const { overlapSeconds } = command;
  invariant(overlapSeconds >= 0 && overlapSeconds <= OVERLAP_SECONDS_MAX, 'an overlap lasts 0 to 7 days');
  const cutover = { epoch: keyset.epoch + 1, effectiveAt: cutoverAt(now, leaseMs) };
  const overlapEndsAt = overlapSeconds > 0 ? addMs(now, overlapSeconds * 1000) : undefined;
  const activated = (previousId: SecretId): ActiveSecret => {
    return { ...named, status: 'active', activatedAt: now, activatedBy: 'activate', cutover, previousId };
  };

  const former = activeOf(keyset);
  if (former === undefined) {
    const previous = inherited && activeOf(inherited);
    invariant(
      previous !== undefined,
      'only an endpoint of an account that signs can have its first secret pending',
    );
    const active = activated(previous.id);
    const next = nextKeyset(keyset, [active], overlapEndsAt);
    return ok({ keyset: next, changed: [active], effect: 'changed', active, previous, cutover });
  }

  const active = activated(former.id);
  const previous: Secret =
    overlapEndsAt === undefined
      ? disabled(former, 'superseded', now)
      : { ...former, status: 'retiring', retireAt: overlapEndsAt, supersededAt: now };
  const retiring = retiringOf(keyset);
  const ended = retiring === undefined ? [] : [overlapEnded(retiring, now)];
  const changed = [...ended, previous, active];
  const next = nextKeyset(keyset, changed, undefined);
  return ok({ keyset: next, changed, effect: 'changed', active, previous, cutover });
}

/** Why this activation may not happen; undefined when it may. */
function refusalOf(
  state: ScopeState,
  command: Activate,
  named: Secret,
  now: EpochMs,
): DomainError | undefined {
  const { keyset, inherited } = state;
  const { expectedEpoch } = command;
  if (expectedEpoch !== undefined && expectedEpoch !== keyset.epoch) {
    return { code: 'epoch_changed', expected: expectedEpoch, actual: keyset.epoch };
  }
  if (named.status !== 'pending') {
    const replacedById = named.status === 'disabled' ? named.replacedById : undefined;
    const currentPendingId = pendingOf(keyset)?.id;
    return {
      code: 'secret_not_pending',
      secretId: named.id,
      status: secretAt(named, now).status,
      ...(replacedById === undefined ? {} : { replacedById }),
      ...(currentPendingId === undefined ? {} : { currentPendingId }),
    };
  }
  // An endpoint's pending secret outlives its account's for as long as closing takes: it must not start to sign then.
  if (inherited !== undefined && isClosed(inherited)) return { code: 'account_closed' };
  if (command.openOverlap === 'refuse') {
    const retiring = retiringOf(keyset);
    if (retiring !== undefined && !hasEnded(retiring, now)) {
      return { code: 'overlap_open', retireAt: retiring.retireAt, retiringId: retiring.id };
    }
    if (keyset.inheritsUntil !== undefined && now < keyset.inheritsUntil) {
      return { code: 'overlap_open', retireAt: keyset.inheritsUntil };
    }
  }
  const isHardCut = state.profiles.includes('kore') && command.overlapSeconds > 0;
  if (isHardCut && command.hardCut === 'refuse') return { code: 'hard_cut_not_accepted' };
  return undefined;
}

/** The answer of the activation that made `active` what it is, given again. */
function repeated(state: ScopeState, active: ActiveSecret): Transition {
  const { keyset, inherited } = state;
  const secrets = [...keyset.secrets, ...(inherited?.secrets ?? [])];
  const previous = secrets.find((secret) => secret.id === active.previousId);
  const shown = previous === undefined ? {} : { previous };
  return { keyset, changed: [], effect: 'repeated', active, cutover: active.cutover, ...shown };
}
