/**
 * Writes down what time has done: overlaps and inheritances that are over. Nothing signs differently for it, as the keyring ends them by
 * the clock; people and lists see it, and the sealed bytes go.
 */
import {
  type AccountRef,
  activeOf,
  decideTransition,
  type EpochMs,
  OVERLAPS_ENDED_AT_ONCE_MAX,
  ok,
  type Transition,
} from '@keyturn/core';
import type { AuditEntry } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { changeKeyset, decision } from './change-keyset.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Caller } from './operations.ts';

type ExpiryParts = Pick<
  OperationParts,
  'store' | 'keyring' | 'clock' | 'makeId' | 'leaseMs' | 'stoppedSecrets'
>;

/** Ends the overlaps that are over by now, each scope in its own transaction with its audit entry. */
export async function expireOverlaps(parts: ExpiryParts): Promise<void> {
  const expired = await parts.store.keysets.listExpired(parts.clock.wall(), OVERLAPS_ENDED_AT_ONCE_MAX);
  for (const scope of expired) {
    await changeKeyset(parts, scope, (state, now) => {
      const decided = decideTransition(state, { type: 'expire' }, now, parts.leaseMs);
      if (!decided.ok) return decided;
      return ok(decision(decided.value, () => auditExpiry(parts, scope.accountRef, decided.value, now)));
    });
  }
}

/** For each secret whose overlap ended; else for the active one of an endpoint, beside which the account's no longer signs. */
function auditExpiry(
  parts: ExpiryParts,
  accountRef: AccountRef,
  { changed, keyset }: Transition,
  now: EpochMs,
): readonly AuditEntry[] {
  const scope_epoch = keyset.epoch;
  const facts = { accountRef, objectType: 'secret' } as const;
  if (changed.length > 0) {
    return changed.map(({ id, status }) =>
      makeAuditEntry(parts, SYSTEM, now, {
        ...facts,
        act: 'secret.overlap_ended',
        objectId: id,
        after: { status, scope_epoch },
      }),
    );
  }
  const active = activeOf(keyset);
  if (active === undefined) return [];
  const act = 'secret.inheritance_ended';
  return [makeAuditEntry(parts, SYSTEM, now, { ...facts, act, objectId: active.id, after: { scope_epoch } })];
}

const SYSTEM: Caller = {
  actor: { type: 'system', id: 'system', name: 'overlap expiry' },
  requestId: 'overlap-expiry',
};
