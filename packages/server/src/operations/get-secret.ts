import { ok, refuse } from '@keyturn/core';
import type { SecretRow } from '@keyturn/store';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** One secret of the account, in any scope and state; never its text. */
export async function getSecret(
  parts: OperationParts,
  ...[accountId, secretId]: Parameters<Operations['getSecret']>
): Outcome<SecretRow> {
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const row = await parts.store.keysets.find(found.value.account.ref, secretId);
  return row === undefined ? refuse({ code: 'not_found', what: 'secret' }) : ok(row);
}
