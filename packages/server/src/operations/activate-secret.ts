import {
  type DomainError,
  decideTransition,
  type EpochMs,
  formatTime,
  invariant,
  ok,
  type Result,
  refuse,
  type ScopeState,
  type Secret,
  type Transition,
} from '@keyturn/core';
import type { AuditEntry, KeysetDecision, SecretRow } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { changeKeyset, decision, waitForCutover } from './change-keyset.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Activation, Operations, Outcome } from './operations.ts';

/**
 * Makes a pending secret the active one; it cannot be undone. Answers when the cut-over is effective: from then on no request starts
 * under the keyset of before. The activation that made an id active may be repeated, and answers the same cut-over.
 */
export async function activateSecret(
  parts: OperationParts,
  ...[caller, accountId, secretId, input]: Parameters<Operations['activateSecret']>
): Outcome<Activation> {
  const { store, leaseMs } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  const row = await store.keysets.find(accountRef, secretId);
  if (row === undefined) return refuse({ code: 'not_found', what: 'secret' });

  let stateBefore: ScopeState | undefined;
  const decide = (state: ScopeState, now: EpochMs): Result<KeysetDecision, DomainError> => {
    stateBefore = state;
    const { reason: _, ...options } = input;
    const decided = decideTransition(state, { type: 'activate', secretId, ...options }, now, leaseMs);
    if (!decided.ok) return decided;
    return ok(decision(decided.value, () => [auditActivation(state, decided.value, now)]));
  };
  const changed = await changeKeyset(
    parts,
    { accountRef, scopeRef: row.scopeRef, namedId: secretId },
    decide,
  );
  if (!changed.ok) return refuse(changed.error);

  const { keyset, active, previous, cutover } = changed.value;
  invariant(
    active !== undefined && cutover !== undefined,
    'an activation names what is active, and from when',
  );
  await waitForCutover(parts, cutover);
  const shown = previous === undefined ? {} : { previous: await previousRow(previous) };
  return ok({ active: { ...row, secret: active, scopeEpoch: keyset.epoch }, cutover, ...shown });

  /** The secret that `active` took over from: of the same scope, or the account's when an endpoint went over to its own. */
  async function previousRow(previous: Secret): Promise<SecretRow> {
    const before = await store.keysets.find(accountRef, previous.id);
    invariant(before !== undefined, 'secret rows are never deleted');
    const isOwn = keyset.secrets.some((secret) => secret.id === previous.id);
    const scopeEpoch = isOwn ? keyset.epoch : (stateBefore?.inherited?.epoch ?? before.scopeEpoch);
    return { ...before, secret: previous, scopeEpoch };
  }

  function auditActivation(state: ScopeState, transition: Transition, now: EpochMs): AuditEntry {
    const { previous: former } = transition;
    const { inheritsUntil } = transition.keyset;
    return makeAuditEntry(parts, caller, now, {
      accountRef,
      act: 'secret.activated',
      objectType: 'secret',
      objectId: secretId,
      before: { status: 'pending', scope_epoch: state.keyset.epoch },
      after: {
        status: 'active',
        key_id: transition.active?.keyId,
        scope_epoch: transition.keyset.epoch,
        ...(transition.cutover === undefined
          ? {}
          : { effective_at: formatTime(transition.cutover.effectiveAt) }),
        overlap_seconds: input.overlapSeconds,
        ...(former === undefined
          ? {}
          : { previous_id: former.id, previous_key_id: former.keyId, previous_status: former.status }),
        ...(inheritsUntil === undefined ? {} : { inherits_until: formatTime(inheritsUntil) }),
        ...(row?.endpointId === undefined ? {} : { endpoint_id: row.endpointId }),
      },
      ...(input.reason === undefined ? {} : { reason: input.reason }),
    });
  }
}
