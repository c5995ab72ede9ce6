import {
  type AccountRef,
  CUTOVER_MARGIN_MS,
  type Cutover,
  type DomainError,
  type EpochMs,
  type Result,
  type ScopeRef,
  type ScopeState,
  type Secret,
  type SecretId,
  type Transition,
} from '@keyturn/core';
import type { AuditEntry, KeysetDecision } from '@keyturn/store';
import type { OperationParts } from './operation-parts.ts';

/** A scope to change, and what the change needs of it. */
export interface KeysetChange {
  readonly accountRef: AccountRef;
  readonly scopeRef: ScopeRef;
  readonly namedId?: SecretId;
  readonly sealed?: { readonly id: SecretId; readonly bytes: Uint8Array };
}

/**
 * Changes a scope's secrets: commit, then forget what is in memory of them, then answer. Whoever awaits this answers after no request
 * can start under the keyset of before. A commit whose outcome is not known (the database went away) counts as made. `decide` is called
 * under the scope's lock, with the time at which it is held; times of two transitions then order as they do.
 */
export async function changeKeyset(
  {
    store,
    keyring,
    clock,
    stoppedSecrets,
  }: Pick<OperationParts, 'store' | 'keyring' | 'clock' | 'stoppedSecrets'>,
  change: KeysetChange,
  decide: (state: ScopeState, now: EpochMs) => Result<KeysetDecision, DomainError>,
): Promise<Result<Transition, DomainError>> {
  const { accountRef, scopeRef, ...input } = change;
  let result: Result<Transition, DomainError>;
  try {
    result = await store.keysets.change(accountRef, scopeRef, input, (state) => decide(state, clock.wall()));
  } catch (error) {
    keyring.forget(accountRef, 'unknown');
    throw error;
  }
  // Also when nothing changed now: an earlier try, whose answer got lost, may have changed it.
  if (result.ok) {
    keyring.forget(accountRef, 'known');
    if (result.value.effect === 'changed') {
      for (const { id, status } of result.value.changed) {
        if (status === 'disabled') stoppedSecrets.note(id, clock.wall());
      }
    }
  }
  return result;
}

/**
 * Waits until the cut-over is effective, as the answer promises. Never longer than a fresh one needs: a wall clock that was set
 * back must not hold the answer for hours. With one process there is nothing to wait for.
 */
export async function waitForCutover(
  { clock, leaseMs }: Pick<OperationParts, 'clock' | 'leaseMs'>,
  cutover: Cutover,
): Promise<void> {
  if (leaseMs === 0) return;
  const waitMs = Math.min(cutover.effectiveAt - clock.wall(), leaseMs + CUTOVER_MARGIN_MS);
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

/** The row of this id among those that a transition changed. */
export function changedSecret(transition: Transition, id: SecretId): Secret {
  const secret =
    transition.changed.find((row) => row.id === id) ?? transition.keyset.secrets.find((row) => row.id === id);
  if (secret === undefined)
    throw new Error(`invariant broken: ${id} is not in the keyset that it was changed in`);
  return secret;
}

/** A decision of `core` with its audit entries, written only when something changed. */
export function decision(transition: Transition, audit: () => readonly AuditEntry[]): KeysetDecision {
  return { transition, audit: transition.effect === 'changed' ? audit() : [] };
}
