import { type AccountId, type AccountRef, ok } from '@keyturn/core';
import type { ApiKey, Page } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** All API keys of the installation, or one account's, newest first; never their texts. */
export async function listApiKeys(
  parts: OperationParts,
  ...[accountId, page]: Parameters<Operations['listApiKeys']>
): Outcome<Page<{ readonly apiKey: ApiKey; readonly accountId?: AccountId }>> {
  const { store, directory } = parts;
  const found = accountId === undefined ? undefined : await findAccount(parts, accountId);
  if (found?.ok === false) return found;
  const { rows, ...rest } = await store.apiKeys.list(found?.value.account.ref, page);

  const accountIds = new Map<AccountRef, AccountId>();
  for (const ref of new Set(rows.flatMap(({ accountRef }) => accountRef ?? []))) {
    // Closed accounts are in the store alone; their keys are still listed.
    const account = directory.findByRef(ref)?.account ?? (await store.accounts.findByRef(ref));
    if (account !== undefined) accountIds.set(ref, account.id);
  }
  return ok({
    ...rest,
    rows: rows.map((apiKey) => {
      const id = apiKey.accountRef === undefined ? undefined : accountIds.get(apiKey.accountRef);
      return { apiKey, ...(id === undefined ? {} : { accountId: id }) };
    }),
  });
}
