import { type AccountId, ok } from '@keyturn/core';
import type { Account } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Outcome } from './operations.ts';

/** An open account. */
export async function getAccount(parts: OperationParts, accountId: AccountId): Outcome<Account> {
  const found = await findAccount(parts, accountId);
  return found.ok ? ok(found.value.account) : found;
}
