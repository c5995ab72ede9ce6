import { ok, refuse } from '@keyturn/core';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome, Published } from './operations.ts';
import { prepareEventFor } from './prepare-event.ts';
import { published } from './publish-event.ts';

/**
 * Publishes a `keyturn.test` event to this endpoint alone, whatever its filter, signed like any other. Refuses `endpoint_paused`: the
 * event would wait, and nobody would learn whether the receiver works.
 */
export async function testEndpoint(
  parts: OperationParts,
  ...[caller, accountId, endpointId]: Parameters<Operations['testEndpoint']>
): Outcome<Published> {
  const { store, clock, delivery } = parts;
  const busy = delivery.admission();
  if (busy !== undefined) return refuse({ code: 'overloaded', ...busy });
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const endpoint = await findEndpoint(parts, found.value, endpointId);
  if (!endpoint.ok) return endpoint;
  if (endpoint.value.paused !== undefined) return refuse({ code: 'endpoint_paused', endpointId });

  const dataText = JSON.stringify({ endpoint_id: endpointId, note: 'A test event, sent on request.' });
  const input = { type: 'keyturn.test', dataText };
  const prepared = prepareEventFor(parts, found.value, input, [endpoint.value.ref]);
  if (!prepared.ok) return prepared;
  const { event } = prepared.value.request;
  // Written first: an event that went out must not lack its entry.
  await store.audit.append(
    makeAuditEntry(parts, caller, clock.wall(), {
      accountRef: found.value.account.ref,
      act: 'endpoint.tested',
      objectType: 'endpoint',
      objectId: endpointId,
      after: { event_id: event.id },
    }),
  );
  const result = published(prepared.value, await delivery.publish(prepared.value.request));
  return result.ok ? ok(result.value) : result;
}
