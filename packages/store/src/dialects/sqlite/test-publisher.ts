/**
 * For tests: a process that opens the store of `argv[2]` and publishes one event after the other, printing each id once it is on disk. Ends as a
 * server does: 75 when the store is held, 74 when the database failed for good, 0 after `argv[3]` events.
 */
import type { AccountId, AccountRef, AuditId, EpochMs, EventId, EventRef } from '@keyturn/core';
import { openStore } from '../../open-store.ts';
import { StoreError } from '../../store-error.ts';

const [, , url = '', events = '0'] = process.argv;
const now = Date.now() as EpochMs;
let fatalCount = 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const store = await openStore(url, { now: () => now, onFatal: () => void fatalCount++ });
  const accountRef = store.takeRefs(1) as AccountRef;
  const actor = { type: 'system', id: 'system', name: 'test' } as const;
  const entry = { id: `aud_${now}` as AuditId, accountRef, at: now, actor, act: 'account.created' };
  await store.accounts.insert(
    {
      ref: accountRef,
      id: `acc${now}` as AccountId,
      name: 'a',
      signatureProfiles: ['standard'],
      createdAt: now,
    },
    { ...entry, objectType: 'account', objectId: 'a' },
  );
  say(`account ${accountRef}`);
  const body = new Uint8Array(2_000).fill(120);
  for (let n = 0; n < Number(events); n++) {
    const event = { id: `e${n}` as EventId, type: 't', contentType: 'text/plain', body, acceptedAt: now };
    const ref = store.takeRefs(1) as EventRef;
    await store.hot.commitBatch({
      publishes: [{ accountRef, event: { ...event, ref }, deliveries: [] }],
      outcomes: [],
      secretUses: [],
      now,
    });
    say(`stored e${n}`);
  }
  await store.close();
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  say(`refused ${error.code} ${fatalCount}`);
  process.exit(error.code === 'held' ? 75 : 74);
}
