import { ok, refuse } from '@keyturn/core';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Takes a member's role away: their next request finds no such account. They stay a user, for other accounts. Refuses `last_owner`. */
export async function removeMember(
  parts: OperationParts,
  ...[caller, accountId, userId]: Parameters<Operations['removeMember']>
): Outcome<undefined> {
  const { store, clock } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const { ref } = found.value.account;
  const member = await store.members.find(ref, userId);
  if (member === undefined) return refuse({ code: 'not_found', what: 'member' });
  const entry = makeAuditEntry(parts, caller, clock.wall(), {
    accountRef: ref,
    act: 'member.removed',
    objectType: 'user',
    objectId: userId,
    before: { role: member.role },
  });
  const outcome = await store.members.remove(ref, userId, entry);
  if (outcome === 'not_found') return refuse({ code: 'not_found', what: 'member' });
  return outcome === 'last_owner' ? refuse({ code: 'last_owner', userId }) : ok(undefined);
}
