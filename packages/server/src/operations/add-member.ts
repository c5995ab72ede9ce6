import { INVITATION_MS, MEMBERS_PER_ACCOUNT_MAX, ok, refuse, type UserId, unreachable } from '@keyturn/core';
import type { User } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import { makeLoginLink } from './make-login-link.ts';
import type { OperationParts } from './operation-parts.ts';
import type { AddedMember, Operations, Outcome } from './operations.ts';

/**
 * Gives the person with this email a role in the account. Somebody new gets a link to sign in with, once; somebody known gets none: who
 * gives a role must not become who has it.
 */
export async function addMember(
  parts: OperationParts,
  ...[caller, accountId, input]: Parameters<Operations['addMember']>
): Outcome<AddedMember> {
  const { store, clock } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const { account } = found.value;
  const now = clock.wall();
  const user: User = {
    id: parts.makeId('usr', now) as UserId,
    email: input.email,
    name: input.name,
    createdAt: now,
    updatedAt: now,
  };
  const outcome = await store.members.add(
    { accountRef: account.ref, user, role: input.role, addedBy: caller.actor },
    now,
    (member) =>
      makeAuditEntry(parts, caller, now, {
        accountRef: account.ref,
        act: 'member.added',
        objectType: 'user',
        objectId: member.user.id,
        after: { email: input.email, role: input.role },
      }),
  );
  switch (outcome.type) {
    case 'full':
      return refuse({ code: 'limit_reached', what: 'members', max: MEMBERS_PER_ACCOUNT_MAX });
    case 'member_before':
      return refuse({ code: 'member_before', userId: outcome.userId });
    case 'added': {
      const { member } = outcome;
      if (!outcome.isNewUser) return ok({ member });
      const link = { userId: member.user.id, lifetimeMs: INVITATION_MS };
      return ok({ member, loginLink: await makeLoginLink(parts, caller, link) });
    }
    default:
      return unreachable(outcome);
  }
}
