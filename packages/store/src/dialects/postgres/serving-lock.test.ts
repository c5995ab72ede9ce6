import { eventually, TcpProxy } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import type { Client } from 'pg';
import { afterEach, expect, it } from 'vitest';
import {
  backendsOf,
  failureOfCall,
  openClient,
  openTestStore,
  terminate,
  throughPort,
} from './test-session.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function aStore(given?: string) {
  const url = given ?? (await createPostgresDatabase());
  const opened = await openTestStore(url);
  closing.push(() => opened.store.close());
  return { url, ...opened };
}

async function aProxiedDatabase() {
  const url = await createPostgresDatabase();
  const proxy = await TcpProxy.open(Number(new URL(url).port));
  closing.push(() => proxy.close());
  return { url, proxy };
}

async function aClient(url: string): Promise<Client> {
  const client = await openClient(url);
  closing.push(() => client.end());
  return client;
}

it('a second process on the same database is refused as held, and told what to do', async () => {
  const { url, store } = await aStore();
  const failure = await failureOfCall(openTestStore(url));
  expect(failure).toMatchObject({ name: 'StoreError', code: 'held' });
  expect(String(failure)).toContain('stop it first');
  await store.checkWritable();
});

it('two databases of one server are served by two processes', async () => {
  const [one, other] = [await aStore(), await aStore()];
  await one.store.checkWritable();
  await other.store.checkWritable();
});

it('a store that was closed gives its database free', async () => {
  const { url, store } = await aStore();
  await store.close();
  const next = await aStore(url);
  await next.store.checkWritable();
});

it('a start waits a little for the lock of a process that has just been killed', async () => {
  const { url, proxy } = await aProxiedDatabase();
  const killed = await aClient(url);
  await killed.query('select pg_advisory_lock($1, 1)', [0x6b657974]);
  const opening = aStore(throughPort(url, proxy.port));
  // A second try has begun, so the first one was refused.
  await eventually(() => expect(proxy.connectionCount).toBeGreaterThan(1), { deadlineMs: 10_000 });
  await killed.query('select pg_advisory_unlock($1, 1)', [0x6b657974]);
  await (await opening).store.checkWritable();
});

it('when the lock’s connection is lost, writes and claims are refused and reads go on, until it is taken again', async () => {
  const { url, proxy } = await aProxiedDatabase();
  const { store, fatal } = await aStore(throughPort(url, proxy.port));
  const admin = await aClient(url);
  // New connections find no server; those that are open stay, but for the lock's.
  await store.audit.list(1 as never, {}, { limit: 1 });
  const now = 1 as never;
  await store.hot.sweepLanes(now);
  refuseNewConnections(proxy);
  expect(await terminate(admin, 'lock')).toBe(1);
  const refused = { name: 'StoreError', code: 'unavailable' };
  await eventually(async () => expect(await failureOfCall(store.checkWritable())).toMatchObject(refused), {
    deadlineMs: 5_000,
  });
  const empty = { publishes: [], outcomes: [], secretUses: [], now };
  expect(await failureOfCall(store.hot.commitBatch(empty))).toMatchObject(refused);
  const request = { now, claimMs: 1, lanesMax: 1, deliveriesPerLaneMax: 1, deliveriesMax: 1 };
  expect(await failureOfCall(store.hot.claimDue(request))).toMatchObject(refused);
  expect(await failureOfCall(store.hot.sweepLanes(now))).toMatchObject(refused);
  expect(await failureOfCall(store.hot.releaseClaims(now))).toMatchObject(refused);
  expect((await store.audit.list(1 as never, {}, { limit: 1 })).rows).toEqual([]);
  proxy.heal();
  await eventually(() => store.checkWritable(), { deadlineMs: 10_000 });
  expect(fatal).toEqual([]);
});

/** Lets nothing new through: a connection that is opened from now on is cut at its first word. */
function refuseNewConnections(proxy: TcpProxy): void {
  // The startup message of a connection begins with its length and protocol version 3.0.
  proxy.inspect((chunk, direction) =>
    direction === 'to_server' && chunk.length > 8 && chunk.readInt32BE(4) === 196_608 ? 'cut' : 'pass',
  );
}

it('when another process has taken the lock meanwhile, this one is told once to end, and writes no more', async () => {
  const { url, store, fatal } = await aStore();
  const rival = await aClient(url);
  const admin = await aClient(url);
  // Waits in line, so that it has the lock in the instant in which the server frees it.
  const taken = rival.query('select pg_advisory_lock($1, 1)', [0x6b657974]);
  await eventually(
    async () => {
      const { rows } = await admin.query(
        `select 1 from pg_locks where locktype = 'advisory' and not granted`,
      );
      expect(rows).toHaveLength(1);
    },
    { deadlineMs: 5_000 },
  );
  await terminate(admin, 'lock');
  await taken;
  await eventually(() => expect(fatal).toMatchObject([{ name: 'StoreError', code: 'held' }]), {
    deadlineMs: 10_000,
  });
  expect(await failureOfCall(store.checkWritable())).toMatchObject({ code: 'held' });
  await rival.query('select pg_advisory_unlock($1, 1)', [0x6b657974]);
  expect(await failureOfCall(store.checkWritable())).toMatchObject({ code: 'held' });
  expect(fatal).toHaveLength(1);
});

it('a lock that is still held by our own lost session is taken back from it', async () => {
  const { url, proxy } = await aProxiedDatabase();
  const { store, fatal } = await aStore(throughPort(url, proxy.port));
  const admin = await aClient(url);
  const [before] = await backendsOf(admin, 'lock');
  // The sign of life gets no answer, and the server does not learn that its client gave up.
  proxy.blackHole();
  // An empty batch sends nothing: it tells only whether this process may write.
  const now = 1 as never;
  const nothing = () => store.hot.commitBatch({ publishes: [], outcomes: [], secretUses: [], now });
  await eventually(
    async () => expect(await failureOfCall(nothing())).toMatchObject({ code: 'unavailable' }),
    {
      deadlineMs: 15_000,
    },
  );
  expect(await backendsOf(admin, 'lock')).toEqual([before]);
  proxy.heal();
  await eventually(nothing, { deadlineMs: 15_000 });
  await store.checkWritable();
  const [after] = await backendsOf(admin, 'lock');
  expect(after).not.toBe(before);
  expect(fatal).toEqual([]);
});
