import type { AccountRef } from '@keyturn/core';
import { aPublish, eventually, takeTestRefs } from '@keyturn/testkit';
import { type PostgresServer, startPostgres } from '@keyturn/testkit/postgres';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../store.ts';
import { failureOfCall, openClient, openTestStore } from './test-session.ts';

// A server of its own: what is set here stops the commits of every database on it.
let server: PostgresServer;
let client: Client;
let store: Store;

beforeAll(async () => {
  server = await startPostgres();
  const url = await server.createDatabase();
  ({ store } = await openTestStore(url));
  client = await openClient(url);
});
afterAll(async () => {
  await client?.end();
  await store?.close();
  await server?.remove();
});

/** Names a synchronous standby that is not there: commits wait for it. */
async function missStandby(name: string): Promise<void> {
  await client.query(`alter system set synchronous_standby_names = '${name}'`);
  await client.query('select pg_reload_conf()');
  await eventually(
    async () =>
      expect((await client.query('show synchronous_standby_names')).rows).toEqual([
        { synchronous_standby_names: name },
      ]),
    { deadlineMs: 5_000 },
  );
}

/** An administrator ends the wait of the session that commits. */
async function cancelWait(purpose: string): Promise<void> {
  await eventually(
    async () => {
      const { rows } = await client.query(
        `select pg_cancel_backend(pid) from pg_stat_activity where application_name = $1 and wait_event = 'SyncRep'`,
        [`keyturn ${purpose}`],
      );
      expect(rows).toHaveLength(1);
    },
    { deadlineMs: 4_000 },
  );
}

it('a batch whose commit did not wait for its standby is not answered as stored', async () => {
  const row = aPublish({ accountRef: takeTestRefs() as AccountRef });
  const batch = { publishes: [row], outcomes: [], secretUses: [], now: 1 as never };
  await missStandby('ghost');
  const unknown = failureOfCall(store.hot.commitBatch(batch));
  await cancelWait('commit');
  expect(await unknown).toMatchObject({ name: 'StoreError', code: 'unavailable' });
  // It is there on this primary, and would be gone with it: sent again it is the same event.
  await missStandby('');
  expect((await store.hot.commitBatch(batch)).publishes).toEqual(['duplicate']);
});

it('a rare write whose commit did not wait for its standby is not answered as done', async () => {
  await missStandby('ghost');
  const unknown = failureOfCall(store.instance.put('a fact', 'x'));
  await cancelWait('rare');
  expect(await unknown).toMatchObject({ name: 'StoreError', code: 'unavailable' });
  await missStandby('');
  await store.instance.put('a fact', 'y');
  expect(await store.instance.find('a fact')).toBe('y');
});
