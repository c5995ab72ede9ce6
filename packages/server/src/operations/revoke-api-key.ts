import { type ApiKeyId, ok, refuse } from '@keyturn/core';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Revokes an API key for good: after the answer it opens nothing. One that was revoked before is answered alike. */
export async function revokeApiKey(
  parts: OperationParts,
  ...[caller, accountId, apiKeyId]: Parameters<Operations['revokeApiKey']>
): Outcome<undefined> {
  const { store, clock, authenticator } = parts;
  const found = accountId === undefined ? undefined : await findAccount(parts, accountId);
  if (found?.ok === false) return found;
  const apiKey = await store.apiKeys.find(apiKeyId as ApiKeyId);
  if (apiKey === undefined || (found !== undefined && apiKey.accountRef !== found.value.account.ref)) {
    return refuse({ code: 'not_found', what: 'api_key' });
  }
  const now = clock.wall();
  try {
    await store.apiKeys.revoke(
      apiKey.id,
      now,
      makeAuditEntry(parts, caller, now, {
        act: 'api_key.revoked',
        objectType: 'api_key',
        objectId: apiKey.id,
        before: { name: apiKey.name },
        ...(apiKey.accountRef === undefined ? {} : { accountRef: apiKey.accountRef }),
      }),
    );
  } finally {
    // Also when the outcome is not known: it is read anew with its next request.
    authenticator.forget();
  }
  return ok(undefined);
}
