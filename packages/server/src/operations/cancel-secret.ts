import { decideTransition, ok, refuse } from '@keyturn/core';
import type { SecretRow } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { changedSecret, changeKeyset, decision } from './change-keyset.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Cancels a pending secret, or ends a retiring one's overlap now. An active or disabled one is refused: there is no way back. */
export async function cancelSecret(
  parts: OperationParts,
  ...[caller, accountId, secretId]: Parameters<Operations['cancelSecret']>
): Outcome<SecretRow> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  const row = await parts.store.keysets.find(accountRef, secretId);
  if (row === undefined) return refuse({ code: 'not_found', what: 'secret' });

  const change = { accountRef, scopeRef: row.scopeRef, namedId: secretId };
  const changed = await changeKeyset(parts, change, (state, now) => {
    const named = state.keyset.secrets.find((secret) => secret.id === secretId);
    const isOpenOverlap = named?.status === 'retiring' && now < named.retireAt;
    const decided = decideTransition(
      state,
      isOpenOverlap ? { type: 'retire', secretId, retireAt: now } : { type: 'cancel', secretId },
      now,
      parts.leaseMs,
    );
    if (!decided.ok) return decided;
    const entry = () =>
      makeAuditEntry(parts, caller, now, {
        accountRef,
        act: isOpenOverlap ? 'secret.overlap_ended' : 'secret.cancelled',
        objectType: 'secret',
        objectId: secretId,
        before: { status: named?.status },
        after: { status: 'disabled', scope_epoch: decided.value.keyset.epoch },
      });
    return ok(decision(decided.value, () => [entry()]));
  });
  if (!changed.ok) return refuse(changed.error);
  return ok({
    ...row,
    secret: changedSecret(changed.value, secretId),
    scopeEpoch: changed.value.keyset.epoch,
  });
}
