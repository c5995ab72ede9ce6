import { ENDPOINTS_PER_ACCOUNT_MAX, type EndpointId, type EndpointRef, ok, refuse } from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { checkedHeaders, checkedUrl } from './endpoint-input.ts';
import { findAccount } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Adds an endpoint to the account. Events accepted after the answer go to it. */
export async function createEndpoint(
  parts: OperationParts,
  ...[caller, accountId, input]: Parameters<Operations['createEndpoint']>
): Outcome<Endpoint> {
  const { store, clock, directory } = parts;
  const url = checkedUrl(input.url, parts.urlPolicy);
  if (!url.ok) return url;
  const headers = checkedHeaders(input.headers);
  if (!headers.ok) return headers;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  return parts.perAccount.run(accountRef, async () => {
    // Counted in its turn: two at once must not pass the bound together.
    const current = await findAccount(parts, accountId);
    if (!current.ok) return current;
    if (current.value.endpoints.length >= ENDPOINTS_PER_ACCOUNT_MAX) {
      return refuse({ code: 'limit_reached', what: 'endpoints', max: ENDPOINTS_PER_ACCOUNT_MAX });
    }
    const now = clock.wall();
    const endpoint: Endpoint = {
      ref: store.takeRefs(1) as EndpointRef,
      accountRef,
      id: parts.makeId('ep', now) as EndpointId,
      url: url.value,
      description: input.description,
      eventTypes: input.eventTypes,
      headers: headers.value,
      createdAt: now,
      updatedAt: now,
    };
    const entry = makeAuditEntry(parts, caller, now, {
      accountRef,
      act: 'endpoint.created',
      objectType: 'endpoint',
      objectId: endpoint.id,
      after: {
        url: endpoint.url,
        event_types: endpoint.eventTypes,
        header_names: Object.keys(endpoint.headers),
      },
    });
    try {
      await store.endpoints.insert(endpoint, entry);
    } finally {
      directory.forget(accountRef);
    }
    return ok(endpoint);
  });
}
