import { ok } from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { checkedHeaders, checkedUrl } from './endpoint-input.ts';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/** Changes an endpoint: what was published before goes to the new URL too, when its next attempt is made after the answer. */
export async function updateEndpoint(
  parts: OperationParts,
  ...[caller, accountId, endpointId, change]: Parameters<Operations['updateEndpoint']>
): Outcome<Endpoint> {
  const { store, clock, directory } = parts;
  const url = change.url === undefined ? undefined : checkedUrl(change.url, parts.urlPolicy);
  if (url?.ok === false) return url;
  const headers = change.headers === undefined ? undefined : checkedHeaders(change.headers);
  if (headers?.ok === false) return headers;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  return parts.perAccount.run(accountRef, async () => {
    const before = await findEndpoint(parts, found.value, endpointId);
    if (!before.ok) return before;
    const now = clock.wall();
    const endpoint: Endpoint = {
      ...before.value,
      ...(url === undefined ? {} : { url: url.value }),
      ...(headers === undefined ? {} : { headers: headers.value }),
      ...(change.description === undefined ? {} : { description: change.description }),
      ...(change.eventTypes === undefined ? {} : { eventTypes: change.eventTypes }),
      updatedAt: now,
    };
    const entry = makeAuditEntry(parts, caller, now, {
      accountRef,
      act: 'endpoint.updated',
      objectType: 'endpoint',
      objectId: endpoint.id,
      before: factsOf(before.value),
      after: factsOf(endpoint),
    });
    try {
      await store.endpoints.update(endpoint, entry);
    } finally {
      directory.forget(accountRef);
    }
    return ok(endpoint);
  });
}

/** Header values stay out of the audit log: customers put keys of their own into them. */
function factsOf({ url, description, eventTypes, headers }: Endpoint): Readonly<Record<string, unknown>> {
  return { url, description, event_types: eventTypes, header_names: Object.keys(headers) };
}
