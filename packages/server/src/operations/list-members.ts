import { type AccountId, ok } from '@keyturn/core';
import type { Member, Page, PageRequest } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Outcome } from './operations.ts';

/** Lists who has which role in an account. */
export async function listMembers(
  parts: OperationParts,
  accountId: AccountId,
  page: PageRequest,
): Outcome<Page<Member>> {
  const found = await findAccount(parts, accountId);
  return found.ok ? ok(await parts.store.members.list(found.value.account.ref, page)) : found;
}
