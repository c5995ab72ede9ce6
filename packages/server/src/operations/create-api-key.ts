import { type AccountId, type ApiKeyId, ok, refuse } from '@keyturn/core';
import type { ApiKey } from '@keyturn/store';
import type { Sensitive } from '../keyring/sensitive.ts';
import { makeApiKeyText } from './api-key-text.ts';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount } from './find-account.ts';
import type { InputError } from './operation-error.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';
import { isPermission } from './permissions.ts';

/** Makes an API key, bound to one account or the operator's. Its text is in this answer and nowhere else; the store has its SHA-256. */
export async function createApiKey(
  parts: OperationParts,
  ...[caller, input]: Parameters<Operations['createApiKey']>
): Outcome<{ readonly apiKey: ApiKey; readonly accountId?: AccountId; readonly text: Sensitive<string> }> {
  const { store, clock, random } = parts;
  const now = clock.wall();
  const errors = inputErrors(input, now);
  if (errors.length > 0) return refuse({ code: 'invalid_request', errors });
  const found = input.account === undefined ? undefined : await findAccount(parts, input.account);
  if (found?.ok === false) return found;
  const account = found?.value.account;

  const { text, sha256, prefix } = makeApiKeyText(random);
  const apiKey: ApiKey = {
    id: parts.makeId('key', now) as ApiKeyId,
    name: input.name,
    permissions: input.permissions,
    sha256,
    prefix,
    createdAt: now,
    createdBy: caller.actor,
    ...(account === undefined ? {} : { accountRef: account.ref }),
    ...(input.expiresAt === undefined ? {} : { expiresAt: input.expiresAt }),
  };
  await store.apiKeys.insert(
    apiKey,
    makeAuditEntry(parts, caller, now, {
      act: 'api_key.created',
      objectType: 'api_key',
      objectId: apiKey.id,
      after: { name: apiKey.name, permissions: apiKey.permissions, prefix },
      ...(account === undefined ? {} : { accountRef: account.ref }),
    }),
  );
  return ok({ apiKey, text, ...(account === undefined ? {} : { accountId: account.id }) });
}

function inputErrors(input: Parameters<Operations['createApiKey']>[1], now: number): readonly InputError[] {
  const errors: InputError[] = [];
  for (const [index, permission] of input.permissions.entries()) {
    if (isPermission(permission)) continue;
    const detail = `"${permission}" is no permission of this version.`;
    errors.push({ pointer: `/permissions/${index}`, code: 'permission_unknown', detail });
  }
  if (input.expiresAt !== undefined && input.expiresAt <= now) {
    const detail = 'The API key would have expired already; choose a later time.';
    errors.push({ pointer: '/expires_at', code: 'expires_in_past', detail });
  }
  return errors;
}
