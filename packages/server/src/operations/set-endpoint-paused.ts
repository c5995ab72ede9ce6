import { formatTime, ok } from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';
import { makeAuditEntry } from './audit-entry.ts';
import { findAccount, findEndpoint } from './find-account.ts';
import type { OperationParts } from './operation-parts.ts';
import type { Operations, Outcome } from './operations.ts';

/**
 * Pauses or resumes an endpoint, what `pauseEndpoint` and `resumeEndpoint` share. An endpoint that is so already is answered as it is,
 * without an audit entry: nothing happened.
 */
export async function setEndpointPaused(
  parts: OperationParts,
  wanted: 'paused' | 'resumed',
  ...[caller, accountId, endpointId]: Parameters<Operations['pauseEndpoint']>
): Outcome<Endpoint> {
  const { store, clock, directory } = parts;
  const found = await findAccount(parts, accountId);
  if (!found.ok) return found;
  const accountRef = found.value.account.ref;
  return parts.perAccount.run(accountRef, async () => {
    const endpoint = await findEndpoint(parts, found.value, endpointId);
    if (!endpoint.ok) return endpoint;
    const { paused: before, ...rest } = endpoint.value;
    if ((before !== undefined) === (wanted === 'paused')) return endpoint;

    const now = clock.wall();
    const paused = wanted === 'paused' ? ({ at: now, reason: 'manual' } as const) : undefined;
    const entry = makeAuditEntry(parts, caller, now, {
      accountRef,
      act: wanted === 'paused' ? 'endpoint.paused' : 'endpoint.resumed',
      objectType: 'endpoint',
      objectId: endpointId,
      ...(before === undefined
        ? {}
        : { before: { paused_at: formatTime(before.at), reason: before.reason } }),
    });
    try {
      await store.endpoints.setPaused(accountRef, rest.ref, paused, now, entry);
    } finally {
      directory.forget(accountRef);
    }
    const changed = { ...rest, updatedAt: now };
    return ok(paused === undefined ? changed : { ...changed, paused });
  });
}
