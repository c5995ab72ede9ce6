import {
  type DomainError,
  decideTransition,
  type EpochMs,
  formatTime,
  type KeysetCommand,
  ok,
  type Result,
  refuse,
  type ScopeState,
  type Secret,
  type Transition,
} from '@keyturn/core';
import type { AuditEntry, KeysetDecision, SecretRow } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { changedSecret, changeKeyset, decision } from './change-keyset.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Renames a secret, or moves the end of a retiring one's overlap, or both in one transaction: all of it or nothing. */
export async function updateSecret(
  parts: OperationParts,
  ...[caller, accountId, secretId, change]: Parameters<Operations['updateSecret']>
): Outcome<SecretRow> {
  const { name, retireAt } = change;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  const row = await parts.store.keysets.find(accountRef, secretId);
  if (row === undefined) return refuse({ code: 'not_found', what: 'secret' });

  const commands: KeysetCommand[] = [];
  if (name !== undefined) commands.push({ type: 'rename', secretId, name });
  if (retireAt !== undefined) commands.push({ type: 'retire', secretId, retireAt });

  const decide = (state: ScopeState, now: EpochMs): Result<KeysetDecision, DomainError> => {
    let transition: Transition = { keyset: state.keyset, changed: [], effect: 'none' };
    for (const command of commands) {
      const step = decideTransition({ ...state, keyset: transition.keyset }, command, now, parts.leaseMs);
      if (!step.ok) return step;
      transition = both(transition, step.value);
    }
    const before = state.keyset.secrets.find((secret) => secret.id === secretId);
    return ok(decision(transition, () => [auditUpdate(before, changedSecret(transition, secretId), now)]));
  };
  const changed = await changeKeyset(
    parts,
    { accountRef, scopeRef: row.scopeRef, namedId: secretId },
    decide,
  );
  if (!changed.ok) return refuse(changed.error);
  return ok({
    ...row,
    secret: changedSecret(changed.value, secretId),
    scopeEpoch: changed.value.keyset.epoch,
  });

  function auditUpdate(before: Secret | undefined, after: Secret, now: EpochMs): AuditEntry {
    return makeAuditEntry(parts, caller, now, {
      accountRef,
      act: retireAt === undefined ? 'secret.renamed' : 'secret.overlap_moved',
      objectType: 'secret',
      objectId: secretId,
      before: before === undefined ? {} : factsOf(before),
      after: factsOf(after),
    });
  }
}

/** Two transitions of one scope as one: the second was decided on what the first one left. */
function both(first: Transition, second: Transition): Transition {
  const ids = new Set(second.changed.map((secret) => secret.id));
  return {
    keyset: second.keyset,
    changed: [...first.changed.filter((secret) => !ids.has(secret.id)), ...second.changed],
    effect: first.effect === 'changed' ? 'changed' : second.effect,
  };
}

function factsOf(secret: Secret): Readonly<Record<string, unknown>> {
  const { name, status } = secret;
  return {
    name,
    status,
    ...(secret.status === 'retiring' ? { retire_at: formatTime(secret.retireAt) } : {}),
  };
}
