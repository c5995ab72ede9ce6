import { ok } from '@keyturn/core';
import type { Account, Page, PageRequest } from '@keyturn/store';
import type { OperationParts } from './operation-parts.ts';
import type { Outcome } from './operations.ts';

/** Open accounts, newest first. */
export async function listAccounts({ store }: OperationParts, page: PageRequest): Outcome<Page<Account>> {
  return ok(await store.accounts.list(page));
}
