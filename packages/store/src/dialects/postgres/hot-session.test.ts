import { eventually, TcpProxy } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import type { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HotSession } from './hot-session.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { backendsOf, failureOfCall, openClient, terminate, throughPort } from './test-session.ts';

let url: string;
let client: Client;
const closing: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  url = await createPostgresDatabase();
  client = await openClient(url);
  closing.push(() => client.end());
  await client.query('create table rows (id bigint primary key, at bigint not null default 0)');
});
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function aSession(through = url): HotSession {
  const session = new HotSession(parsePostgresUrl(through), 'commit');
  closing.push(() => session.close());
  return session;
}

function insert(id: number) {
  return { name: 'insert', text: 'insert into rows (id) values ($1)', values: [id] };
}

async function stored(): Promise<readonly number[]> {
  const { rows } = await client.query<{ id: string }>('select id from rows order by id');
  return rows.map(({ id }) => Number(id));
}

it('statements of one transaction are stored together, and give their results in order', async () => {
  const read = { name: 'read', text: 'select id from rows order by id' };
  const results = await aSession().transact([insert(1), insert(2), read]);
  expect(results.map((result) => result.command)).toEqual(['INSERT', 'INSERT', 'SELECT']);
  expect(results[2]?.rows).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await stored()).toEqual([1, 2]);
});

it.each([0, 1, 2])(
  'a failure of statement %i leaves nothing of its transaction, and the next one is stored',
  async (n) => {
    const session = aSession();
    await session.transact([insert(1)]);
    const statements = [insert(10), insert(11), insert(12)];
    statements[n] = insert(1);
    const failure = await failureOfCall(session.transact(statements));
    expect(failure).toMatchObject({ code: '23505' });
    expect(await stored()).toEqual([1]);
    await session.transact([insert(2)]);
    expect(await stored()).toEqual([1, 2]);
    expect(await backendsOf(client, 'commit')).toHaveLength(1);
  },
);

it('a statement that never ran before is there after the transaction that brought it was rolled back', async () => {
  const session = aSession();
  const fresh = { name: 'fresh', text: 'insert into rows (id) values ($1)', values: [3] };
  await expect(session.transact([{ text: 'select 1 / 0' }, fresh])).rejects.toThrow();
  await session.transact([fresh]);
  expect(await stored()).toEqual([3]);
});

it('a transaction in steps sees its own results, and rolls back when a step fails', async () => {
  const session = aSession();
  const value = await session.transactInSteps(async ({ send }) => {
    const [first] = await send(insert(1), { text: 'select max(id) as id from rows' });
    expect(first?.command).toBe('INSERT');
    return { last: [insert(2)], value: 'done' };
  });
  expect(value).toBe('done');
  const failing = session.transactInSteps(async ({ send }) => {
    await send(insert(3));
    throw new Error('a bug between two steps');
  });
  await expect(failing).rejects.toThrow('a bug between two steps');
  const refused = session.transactInSteps(async ({ send }) => {
    await send(insert(4));
    return { last: [insert(1)], value: 0 };
  });
  await expect(refused).rejects.toMatchObject({ code: '23505' });
  await session.transact([insert(5)]);
  expect(await stored()).toEqual([1, 2, 5]);
});

it('transactions come one at a time, in their order', async () => {
  const session = aSession();
  const order: number[] = [];
  await Promise.all(
    [1, 2, 3].map((n) =>
      session.transactInSteps(async ({ send }) => {
        order.push(n);
        await send(insert(n));
        order.push(n);
        return { last: [], value: undefined };
      }),
    ),
  );
  expect(order).toEqual([1, 1, 2, 2, 3, 3]);
});

it('a session that the server ended is unavailable once, and opened anew for the next transaction', async () => {
  const session = aSession();
  await session.transact([insert(1)]);
  await client.query('begin');
  await client.query('lock table rows in exclusive mode');
  const waiting = failureOfCall(session.transact([insert(2)]));
  await eventually(
    async () => {
      const { rows } = await client.query(`select 1 from pg_locks where not granted`);
      expect(rows).toHaveLength(1);
    },
    { deadlineMs: 5_000 },
  );
  await terminate(client, 'commit');
  expect(await waiting).toMatchObject({ name: 'StoreError', code: 'unavailable' });
  await client.query('rollback');
  await session.transact([insert(3)]);
  expect(await stored()).toEqual([1, 3]);
});

it('a server that says nothing fails a transaction within seconds', async () => {
  const proxy = await TcpProxy.open(Number(new URL(url).port));
  closing.push(() => proxy.close());
  const session = aSession(throughPort(url, proxy.port));
  await session.transact([insert(1)]);
  proxy.blackHole();
  const lost = await failureOfCall(session.transact([insert(2)]));
  expect(lost).toMatchObject({ name: 'StoreError', code: 'unavailable' });
  proxy.heal();
  await session.transact([insert(3)]);
  expect(await stored()).toEqual([1, 3]);
}, 30_000);

it('a commit whose answer was lost is a failure, whatever became of it', async () => {
  const proxy = await TcpProxy.open(Number(new URL(url).port));
  closing.push(() => proxy.close());
  const session = aSession(throughPort(url, proxy.port));
  await session.transact([insert(1)]);
  let isCommitted = false;
  proxy.inspect((chunk, direction) => {
    if (direction === 'to_server' && chunk.includes('commit')) isCommitted = true;
    return direction === 'to_client' && isCommitted ? 'drop' : 'pass';
  });
  const unknown = failureOfCall(session.transact([insert(2)]));
  await eventually(async () => expect(await stored()).toEqual([1, 2]), { deadlineMs: 4_000 });
  proxy.cut();
  expect(await unknown).toMatchObject({ name: 'StoreError', code: 'unavailable' });
  proxy.heal();
  await expect(session.transact([insert(2)])).rejects.toMatchObject({ code: '23505' });
});

it('a transaction that gave way to another one in a deadlock is tried again', async () => {
  const session = aSession();
  await session.transact([insert(1), insert(2)]);
  const touch = (id: number) => ({ text: 'update rows set at = at + 1 where id = $1', values: [id] });
  // Whoever has waited one second for a lock looks for a deadlock and gives way: the session, not the other one.
  await client.query(`set deadlock_timeout = '60s'`);
  await client.query('begin');
  await client.query(touch(2));
  const transaction = session.transact([touch(1), touch(2)]);
  await eventually(
    async () => {
      const { rows } = await client.query(`select 1 from pg_locks where not granted`);
      expect(rows).toHaveLength(1);
    },
    { deadlineMs: 5_000 },
  );
  await client.query(touch(1));
  await client.query('commit');
  await transaction;
  const { rows } = await client.query('select at from rows order by id');
  expect(rows).toEqual([{ at: '2' }, { at: '2' }]);
});

it('waits for its commits: synchronous_commit is on whatever the database was told', async () => {
  await client.query(`do $$ begin
    execute format('alter database %I set synchronous_commit = off', current_database());
  end $$`);
  const [settings] = await aSession().transact([
    { text: `select current_setting('synchronous_commit') as commits` },
  ]);
  expect(settings?.rows).toEqual([{ commits: 'on' }]);
});

it('a bigint beyond what a number can hold is refused, not rounded', async () => {
  await client.query('insert into rows (id) values (9007199254740993)');
  const session = aSession();
  await expect(session.query({ text: 'select id from rows' })).rejects.toThrow(RangeError);
  await client.query('delete from rows');
  await client.query('insert into rows (id) values (9007199254740991), (-9007199254740991)');
  const { rows } = await session.query({ text: 'select id from rows order by id desc' });
  expect(rows).toEqual([{ id: Number.MAX_SAFE_INTEGER }, { id: Number.MIN_SAFE_INTEGER }]);
});
