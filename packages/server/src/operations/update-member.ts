import { ok, refuse } from '@keyturn/core';
import type { Member } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Changes a member's role: it counts from their next request on. Refuses `last_owner`. */
export async function updateMember(
  parts: OperationParts,
  ...[caller, accountId, userId, change]: Parameters<Operations['updateMember']>
): Outcome<Member> {
  const { store, clock } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const { ref } = found.value.account;
  const member = await store.members.find(ref, userId);
  if (member === undefined) return refuse({ code: 'not_found', what: 'member' });
  const entry = makeAuditEntry(parts, caller, clock.wall(), {
    accountRef: ref,
    act: 'member.updated',
    objectType: 'user',
    objectId: userId,
    before: { role: member.role },
    after: { role: change.role },
  });
  const outcome = await store.members.changeRole(ref, userId, change.role, entry);
  if (outcome === 'not_found') return refuse({ code: 'not_found', what: 'member' });
  if (outcome === 'last_owner') return refuse({ code: 'last_owner', userId });
  return ok({ ...member, role: change.role });
}
