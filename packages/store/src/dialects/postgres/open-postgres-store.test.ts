import { inspect } from 'node:util';
import type { AccountRef } from '@keyturn/core';
import { aPublish, eventually, PlantedSecrets, TcpProxy, takeTestRefs } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import type { Client } from 'pg';
import { afterEach, expect, it } from 'vitest';
import { backendsOf, failureOfCall, openClient, openTestStore, throughPort } from './test-session.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function aClient(url: string): Promise<Client> {
  const client = await openClient(url);
  closing.push(() => client.end());
  return client;
}

async function aStore(url: string) {
  const { store } = await openTestStore(url);
  closing.push(() => store.close());
  return store;
}

/** Tells a database what its sessions begin with, as an administrator would. */
function alterDatabase(client: Client, setting: string) {
  return client.query(`do $$ begin
    execute format('alter database %I set ${setting}', current_database());
  end $$`);
}

it('connections for commits, claims, the lock and the rest are apart from each other', async () => {
  const url = await createPostgresDatabase();
  const [store, client] = [await aStore(url), await aClient(url)];
  const now = 1 as never;
  await store.hot.commitBatch({
    publishes: [aPublish({ accountRef: takeTestRefs() as AccountRef })],
    outcomes: [],
    secretUses: [],
    now,
  });
  await store.hot.sweepLanes(now);
  await Promise.all(Array.from({ length: 20 }, () => store.instance.find('anything')));
  for (const purpose of ['lock', 'commit', 'claim']) {
    expect(await backendsOf(client, purpose)).toHaveLength(1);
  }
  expect(await backendsOf(client, 'rare')).toHaveLength(5);
  expect(await backendsOf(client, 'migrate')).toEqual([]);
});

it('rare queries that wait for a lock hold up neither a commit nor a claim', async () => {
  const url = await createPostgresDatabase();
  const [store, client] = [await aStore(url), await aClient(url)];
  await client.query('begin');
  await client.query('lock table instance_facts');
  const waiting = Array.from({ length: 8 }, (_, n) => store.instance.put(`fact ${n}`, 'x'));
  await eventually(
    async () => expect((await client.query('select 1 from pg_locks where not granted')).rows).toHaveLength(5),
    { deadlineMs: 5_000 },
  );
  const now = 1 as never;
  const publishes = [aPublish({ accountRef: takeTestRefs() as AccountRef })];
  const result = await store.hot.commitBatch({ publishes, outcomes: [], secretUses: [], now });
  expect(result.publishes).toEqual(['stored']);
  expect(await store.hot.sweepLanes(now)).toBe(0);
  await client.query('rollback');
  await Promise.all(waiting);
});

it('a read that the server never answers fails, and the next one does not wait behind it', async () => {
  const url = await createPostgresDatabase();
  const proxy = await TcpProxy.open(Number(new URL(url).port));
  closing.push(() => proxy.close());
  const store = await aStore(throughPort(url, proxy.port));
  await store.instance.put('a fact', 'x');
  let isDeaf = true;
  proxy.inspect((chunk, direction) =>
    isDeaf && direction === 'to_server' && chunk.includes('instance_facts') ? 'drop' : 'pass',
  );
  expect(await failureOfCall(store.instance.find('a fact'))).toMatchObject({ code: 'unavailable' });
  isDeaf = false;
  expect(await store.instance.find('a fact')).toBe('x');
}, 60_000);

it('a store opened twice in a row finds its schema, and the names of the steps that made it', async () => {
  const url = await createPostgresDatabase();
  await (await openTestStore(url)).store.close();
  const client = await aClient(url);
  const { rows: before } = await client.query('select name from migrations order by name');
  expect(before.length).toBeGreaterThan(0);
  await (await aStore(url)).checkWritable();
  expect((await client.query('select name from migrations order by name')).rows).toEqual(before);
});

it('a schema newer than this version is refused and left alone', async () => {
  const url = await createPostgresDatabase();
  await (await openTestStore(url)).store.close();
  const client = await aClient(url);
  await client.query(`insert into migrations (name, applied_at) values ('9999-from-the-future', 1)`);
  expect(await failureOfCall(openTestStore(url))).toMatchObject({ name: 'StoreError', code: 'newer_schema' });
  expect(await backendsOf(client, 'lock')).toEqual([]);
});

it('a schema older than this version is left alone by a store that was told so', async () => {
  const url = await createPostgresDatabase();
  const client = await aClient(url);
  const look = () => openTestStore(url, { migrations: 'refuse' });
  expect(await failureOfCall(look())).toMatchObject({ code: 'older_schema' });
  expect((await client.query("select to_regclass('migrations') as ledger")).rows).toEqual([{ ledger: null }]);
  await (await openTestStore(url)).store.close();
  await (await look()).store.close();
  await client.query('delete from migrations where name = (select max(name) from migrations)');
  expect(await failureOfCall(look())).toMatchObject({
    code: 'older_schema',
    message: expect.stringContaining('start keyturn serve'),
  });
  expect(await backendsOf(client, 'lock')).toEqual([]);
});

it('a database that takes no writes is read_only, at the start and later', async () => {
  const url = await createPostgresDatabase();
  const [store, client] = [await aStore(url), await aClient(url)];
  await store.checkWritable();
  await alterDatabase(client, 'default_transaction_read_only = on');
  // Connections that are open go on; the administrator ends them.
  for (const purpose of ['rare', 'commit', 'claim']) {
    for (const pid of await backendsOf(client, purpose)) {
      await client.query('select pg_terminate_backend($1)', [pid]);
    }
  }
  const readOnly = { name: 'StoreError', code: 'read_only' };
  await eventually(async () => expect(await failureOfCall(store.checkWritable())).toMatchObject(readOnly), {
    deadlineMs: 5_000,
  });
  const batch = {
    publishes: [aPublish({ accountRef: 1 as never })],
    outcomes: [],
    secretUses: [],
    now: 1 as never,
  };
  await eventually(
    async () => expect(await failureOfCall(store.hot.commitBatch(batch))).toMatchObject(readOnly),
    { deadlineMs: 5_000 },
  );
  await store.close();
  expect(await failureOfCall(openTestStore(url))).toMatchObject(readOnly);
});

it('a database in another encoding is refused, with what to do', async () => {
  const url = await createPostgresDatabase();
  const client = await aClient(url);
  const name = `latin_${Date.now()}`;
  await client.query(`create database ${name} encoding 'LATIN1' template template0 locale 'C'`);
  const latin = new URL(url);
  latin.pathname = `/${name}`;
  const failure = await failureOfCall(openTestStore(latin.href));
  expect(failure).toMatchObject({ name: 'StoreError', code: 'unsupported' });
  expect(String(failure)).toContain("encoding 'UTF8'");
});

it('no failure repeats the password of the URL', async () => {
  const url = await createPostgresDatabase();
  const wrong = new URL(url);
  wrong.password = 'a-password-that-is-wrong';
  const absent = new URL(url);
  absent.pathname = '/no_such_database';
  const secrets = new PlantedSecrets();
  secrets.plant('the wrong password', wrong.password);
  secrets.plant('the right password', absent.password);
  const failures = {
    'the wrong password': await failureOfCall(openTestStore(wrong.href)),
    'no such database': await failureOfCall(openTestStore(absent.href)),
    'no server': await failureOfCall(openTestStore(throughPort(url, 1))),
    'no such port': await failureOfCall(openTestStore(url.replace(/:\d+\//, ':port/'))),
  };
  for (const [what, failure] of Object.entries(failures)) {
    expect(failure, what).toMatchObject({ name: 'StoreError' });
    secrets.assertAbsent(what, inspect(failure, { depth: 10, showHidden: true }));
    secrets.assertAbsent(what, JSON.stringify(failure, Object.getOwnPropertyNames(failure)));
  }
});

it('a process that waits for a migration of another one finds it done', async () => {
  const url = await createPostgresDatabase();
  const client = await aClient(url);
  await client.query('begin');
  await client.query('select pg_advisory_xact_lock($1, 2)', [0x6b657974]);
  const opening = openTestStore(url);
  await eventually(
    async () => {
      const { rows } = await client.query(
        `select 1 from pg_locks where locktype = 'advisory' and objid = 2 and not granted`,
      );
      expect(rows).toHaveLength(1);
    },
    { deadlineMs: 10_000 },
  );
  const { rows } = await client.query(`select to_regclass('accounts') as accounts`);
  expect(rows).toEqual([{ accounts: null }]);
  await client.query('commit');
  const { store } = await opening;
  await store.close();
});
