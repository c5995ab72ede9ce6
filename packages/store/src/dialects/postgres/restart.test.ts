import type { EpochMs } from '@keyturn/core';
import { anAccount, anAuditEntry, anEndpoint, aPublish, eventually } from '@keyturn/testkit';
import { type PostgresServer, startPostgres } from '@keyturn/testkit/postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PublishRow } from '../../hot/hot-store.ts';
import type { Store } from '../../store.ts';
import type { StoreError } from '../../store-error.ts';
import { failureOfCall, openTestStore } from './test-session.ts';

let server: PostgresServer;
let url: string;
let store: Store;
let fatal: StoreError[];

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server?.remove();
});
beforeEach(async () => {
  url = await server.createDatabase();
  ({ store, fatal } = await openTestStore(url));
});
afterEach(() => store.close());

const RESTARTS = { stop: () => server.stop(), kill: () => server.kill() };

/** An account with one endpoint. */
async function aLane() {
  const account = anAccount();
  await store.accounts.insert(account, anAuditEntry());
  const endpoint = anEndpoint({ accountRef: account.ref });
  await store.endpoints.insert(endpoint, anAuditEntry());
  return { accountRef: account.ref, endpointRefs: [endpoint.ref] };
}

function commit(publishes: readonly PublishRow[]) {
  return store.hot.commitBatch({ publishes, outcomes: [], secretUses: [], now: 1 as EpochMs });
}

it.each(['stop', 'kill'] as const)(
  'through a %s and a start of the server the store refuses, recovers by itself, and loses nothing that it answered',
  async (how) => {
    const lane = await aLane();
    const acknowledged: PublishRow[] = [];
    const refusals = new Set<unknown>();
    let isPublishing = true;
    const publishing = Array.from({ length: 4 }, async () => {
      while (isPublishing) {
        const row = aPublish(lane);
        const failure = await failureOfCall(commit([row]));
        if (failure === undefined) acknowledged.push(row);
        else {
          refusals.add((failure as StoreError).code);
          // A refusal comes at once: the loop must get its turn in between.
          await new Promise(setImmediate);
        }
      }
    });
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(100), { deadlineMs: 20_000 });
    await RESTARTS[how]();
    const before = acknowledged.length;
    expect(await failureOfCall(store.checkWritable())).toMatchObject({ code: 'unavailable' });
    expect(await failureOfCall(store.events.list(lane.accountRef, {}, { limit: 1 }))).toMatchObject({
      code: 'unavailable',
    });
    await server.start();
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 100), { deadlineMs: 20_000 });
    isPublishing = false;
    await Promise.all(publishing);

    expect([...refusals]).toEqual(['unavailable']);
    expect(fatal).toEqual([]);
    const missing: string[] = [];
    for (const row of acknowledged) {
      const found = await store.events.findRef(lane.accountRef, row.event.id);
      if (found !== row.event.ref) missing.push(row.event.id);
    }
    expect(missing).toEqual([]);
    expect(await store.hot.countWaiting(lane.accountRef)).toBeGreaterThanOrEqual(acknowledged.length);
  },
  120_000,
);

it('row keys go on after a restart of the server, and claims find what was published before it', async () => {
  const lane = await aLane();
  const row = aPublish(lane);
  await commit([row]);
  const first = store.takeRefs(1);
  await server.stop();
  await server.start();
  await eventually(() => store.checkWritable(), { deadlineMs: 20_000 });
  expect(store.takeRefs(1)).toBeGreaterThan(first);
  const request = { claimMs: 1_000, lanesMax: 10, deliveriesPerLaneMax: 10, deliveriesMax: 10 };
  const claimed = await store.hot.claimDue({ ...request, now: 2 as EpochMs });
  expect(claimed.map((one) => one.eventRef)).toEqual([row.event.ref]);
});

it('a store cannot be opened while the server is away, and says so', async () => {
  await store.close();
  await server.stop();
  const failure = await failureOfCall(openTestStore(url));
  await server.start();
  expect(failure).toMatchObject({ name: 'StoreError', code: 'unavailable' });
  ({ store, fatal } = await openTestStore(url));
  await store.checkWritable();
});
