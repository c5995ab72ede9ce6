import type { ScopeRef } from './ids.ts';
import type { ActiveSecret, PendingSecret, RetiringSecret, Secret } from './secret.ts';
import type { EpochMs } from './time.ts';

/** Ways to sign. `standard` is always on; `kore` is added per account and carries the active secret only. */
export type SignatureProfile = 'standard' | 'kore';

/**
 * A scope's secrets at one epoch. `secrets` holds the live ones (at most one each of pending, active, retiring) and may hold
 * disabled ones: a transition needs those that its command names.
 */
export interface Keyset {
  readonly scopeRef: ScopeRef;
  readonly kind: 'account' | 'endpoint';
  /** Raised by one by every transition; 0 before the first. Never goes back. */
  readonly epoch: number;
  readonly secrets: readonly Secret[];
  /** Endpoint scopes only: until then the account's active secret co-signs here. */
  readonly inheritsUntil?: EpochMs;
}

/** The pending secret of a keyset, if there is one. */
export function pendingOf(keyset: Keyset): PendingSecret | undefined {
  return keyset.secrets.find((secret) => secret.status === 'pending');
}

/** The active secret of a keyset; undefined only before the scope's first. */
export function activeOf(keyset: Keyset): ActiveSecret | undefined {
  return keyset.secrets.find((secret) => secret.status === 'active');
}

/** The retiring secret of a keyset, if an overlap is open (or has ended and not been swept yet). */
export function retiringOf(keyset: Keyset): RetiringSecret | undefined {
  return keyset.secrets.find((secret) => secret.status === 'retiring');
}

/**
 * The secrets that sign an event at `now`, active first: what goes on the wire for a scope, or nothing before its first secret.
 * `inherited` is the account's keyset when `keyset` is an endpoint's: without an active secret of its own the endpoint uses the
 * account's whole; with one, the account's active secret co-signs until `inheritsUntil`.
 */
export function signersAt(
  keyset: Keyset,
  inherited: Keyset | undefined,
  now: EpochMs,
): readonly (ActiveSecret | RetiringSecret)[] {
  const active = activeOf(keyset);
  if (active === undefined) return inherited === undefined ? [] : signersAt(inherited, undefined, now);
  const retiring = retiringOf(keyset);
  const signers: (ActiveSecret | RetiringSecret)[] = [active];
  if (retiring !== undefined && now < retiring.retireAt) signers.push(retiring);
  if (inherited !== undefined && keyset.inheritsUntil !== undefined && now < keyset.inheritsUntil) {
    const co = activeOf(inherited);
    if (co !== undefined) signers.push(co);
  }
  return signers;
}
