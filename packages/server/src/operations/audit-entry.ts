import type { AuditId, EpochMs } from '@keyturn/core';
import type { AuditEntry } from '@keyturn/store';
import type { OperationParts } from './operation-parts.ts';
import type { Caller } from './operations.ts';

/** Makes the audit entry of an act: `facts` of what happened, the caller for who and from where. Never given a secret. */
export function makeAuditEntry(
  { makeId }: Pick<OperationParts, 'makeId'>,
  caller: Caller,
  at: EpochMs,
  facts: Omit<AuditEntry, 'id' | 'at' | 'actor' | 'requestId' | 'address'>,
): AuditEntry {
  return {
    id: makeId('aud', at) as AuditId,
    at,
    actor: caller.actor,
    requestId: caller.requestId,
    ...(caller.address === undefined ? {} : { address: caller.address }),
    ...facts,
  };
}
