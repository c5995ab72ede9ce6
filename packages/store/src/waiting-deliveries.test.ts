import type { AccountRef, EndpointRef, EpochMs } from '@keyturn/core';
import { expect, it } from 'vitest';
import type { Database } from './database.ts';
import { openMemory } from './test-scratch.ts';
import { endWaiting } from './waiting-deliveries.ts';

const ACCOUNT = 1 as AccountRef;
const AT = 9 as EpochMs;

/** 1,700 waiting deliveries of two endpoints and another account's one, each with its own number of attempts. */
async function openWithWaiting() {
  const { db, reader, writer } = await openMemory();
  const delivery = db.prepare(`insert into deliveries values (?, ?, 1, ?, 'waiting', 1, 0, 1, null, null)`);
  const due = db.prepare(`insert into due values (?, ?, 1, ?, 1, 0, 1, 0, ?, ?, 1)`);
  const add = (account: number, endpoint: number, ref: number) => {
    delivery.run(account, ref, endpoint);
    due.run(account, endpoint, ref, ref % 12, ref % 5);
  };
  for (let n = 0; n < 1_600; n++) add(1, 2, 1_000 + n);
  for (let n = 0; n < 100; n++) add(1, 3, 5_000 + n);
  add(7, 8, 9_000);
  const transactions: number[] = [];
  const database: Database = {
    dialect: 'sqlite',
    reader,
    async transact(work) {
      const before = db.prepare('select count(*) as n from due').get()?.n;
      const value = await writer.transaction().execute(work);
      transactions.push(Number(before) - Number(db.prepare('select count(*) as n from due').get()?.n));
      return value;
    },
  };
  const rows = (where: string) =>
    db
      .prepare(`select delivery_id, status, attempts, closed_at, dead_reason from deliveries where ${where}`)
      .all();
  return { database, transactions, rows };
}

it('an endpoint’s waiting deliveries end in bounded steps, each with its attempts, and nobody else’s', async () => {
  const { database, transactions, rows } = await openWithWaiting();
  const end = { accountRef: ACCOUNT, endpointRef: 2 as EndpointRef, at: AT } as const;
  await endWaiting(database, { ...end, reason: 'endpoint_deleted' });
  expect(transactions).toEqual([500, 500, 500, 100]);
  for (const row of rows('endpoint_id = 2')) {
    const ref = Number(row.delivery_id);
    const attempts = (ref % 12) + (ref % 5);
    expect(row).toMatchObject({ status: 'dead', attempts, closed_at: 9, dead_reason: 'endpoint_deleted' });
  }
  expect(rows("endpoint_id <> 2 and status <> 'waiting'")).toEqual([]);
});

it('an account’s waiting deliveries end at all its endpoints', async () => {
  const { database, rows } = await openWithWaiting();
  await endWaiting(database, { accountRef: ACCOUNT, at: AT, reason: 'account_deleted' });
  expect(rows("account_id = 1 and status <> 'dead'")).toEqual([]);
  expect(rows("account_id = 7 and status = 'waiting'")).toHaveLength(1);
});
