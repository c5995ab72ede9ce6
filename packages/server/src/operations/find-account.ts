import { type AccountId, type EndpointId, ok, type Result, refuse } from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';
import type { AccountEntry } from '../account-directory.ts';
import type { OperationError } from './operation-error.ts';
import type { OperationParts } from './operation-parts.ts';

/** The open account of this id, from memory when it is there. Refuses `not_found`, for closed accounts too. */
export async function findAccount(
  { directory }: Pick<OperationParts, 'directory'>,
  id: AccountId,
): Promise<Result<AccountEntry, OperationError>> {
  const entry = directory.find(id) ?? (await directory.load(id));
  return entry === undefined ? refuse({ code: 'not_found', what: 'account' }) : ok(entry);
}

/** The account's endpoint of this id as it is in the database. Refuses `not_found`, for deleted and foreign ones too. */
export async function findEndpoint(
  { store }: Pick<OperationParts, 'store'>,
  { account }: AccountEntry,
  id: EndpointId,
): Promise<Result<Endpoint, OperationError>> {
  const endpoint = await store.endpoints.find(account.ref, id);
  return endpoint === undefined ? refuse({ code: 'not_found', what: 'endpoint' }) : ok(endpoint);
}
