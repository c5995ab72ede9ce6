import { type AccountId, type AccountRef, isChosenId, ok, refuse } from '@keyturn/core';
import type { Account } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Makes an account, with an id of the operator's choice or ours. A closed account keeps its id. */
export async function createAccount(
  parts: OperationParts,
  ...[caller, input]: Parameters<Operations['createAccount']>
): Outcome<Account> {
  const { store, clock } = parts;
  if (input.id !== undefined && !isChosenId(input.id)) {
    const detail = 'An account id is 1 to 64 of A-Z a-z 0-9 _ -.';
    return refuse({ code: 'invalid_request', errors: [{ pointer: '/id', code: 'id_malformed', detail }] });
  }
  const now = clock.wall();
  const account: Account = {
    ref: store.takeRefs(1) as AccountRef,
    id: input.id ?? (parts.makeId('acc', now) as AccountId),
    name: input.name,
    signatureProfiles: input.signatureProfiles,
    createdAt: now,
  };
  const isMade = await store.accounts.insert(
    account,
    makeAuditEntry(parts, caller, now, {
      accountRef: account.ref,
      act: 'account.created',
      objectType: 'account',
      objectId: account.id,
      after: { name: account.name, signature_profiles: account.signatureProfiles },
    }),
  );
  return isMade ? ok(account) : refuse({ code: 'account_id_taken', accountId: account.id });
}
