import {
  decideTransition,
  type EpochMs,
  ok,
  pendingOf,
  refuse,
  type SecretId,
  type Transition,
} from '@keyturn/core';
import { makeAuditEntry } from './audit-entry.ts';
import { changedSecret, changeKeyset, decision, waitForCutover } from './change-keyset.ts';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { CreatedSecret, Operations, Outcome } from './operations.ts';

/**
 * Makes a secret for the account, or for one endpoint. The first that can sign for the scope is active at once, every later one pending;
 * a pending one of before is replaced. The text is in this answer and nowhere else.
 */
export async function createSecret(
  parts: OperationParts,
  ...[caller, accountId, { name, endpointId }]: Parameters<Operations['createSecret']>
): Outcome<CreatedSecret> {
  const { keyring, clock, leaseMs } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  const endpoint = endpointId === undefined ? undefined : await findEndpoint(parts, found.value, endpointId);
  if (endpoint?.ok === false) return endpoint;
  const scopeRef = endpoint?.value.ref ?? accountRef;

  const id = parts.makeId('sec', clock.wall()) as SecretId;
  // Sealed before the transaction: nothing that takes time is done under the scope's lock.
  const made = keyring.makeSecret(accountRef, scopeRef, id);
  const sealed = { id, bytes: made.sealed };
  const changed = await changeKeyset(parts, { accountRef, scopeRef, sealed }, (state, now) => {
    const command = { type: 'create', secret: { id, name, keyId: made.keyId }, by: caller.actor } as const;
    const decided = decideTransition(state, command, now, leaseMs);
    if (!decided.ok) return decided;
    return ok(decision(decided.value, () => [auditCreation(decided.value, now)]));
  });
  if (!changed.ok) return refuse(changed.error);

  const { keyset, replaced, cutover } = changed.value;
  if (cutover !== undefined) await waitForCutover(parts, cutover);
  const secret = changedSecret(changed.value, id);
  return ok({
    row: { secret, scopeRef, scopeEpoch: keyset.epoch, ...(endpointId === undefined ? {} : { endpointId }) },
    text: made.text,
    ...(replaced === undefined ? {} : { replaced: changedSecret(changed.value, replaced.id) }),
    ...(cutover === undefined ? {} : { cutover }),
  });

  function auditCreation(transition: Transition, now: EpochMs) {
    return makeAuditEntry(parts, caller, now, {
      accountRef,
      act: 'secret.created',
      objectType: 'secret',
      objectId: id,
      after: {
        name,
        key_id: made.keyId,
        status: pendingOf(transition.keyset)?.id === id ? 'pending' : 'active',
        scope_epoch: transition.keyset.epoch,
        ...(endpointId === undefined ? {} : { endpoint_id: endpointId }),
        ...(transition.replaced === undefined ? {} : { replaced_id: transition.replaced.id }),
      },
    });
  }
}
