import type { AccountRef } from '@keyturn/core';
import { aPublish, eventually, takeTestRefs } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { afterEach, expect, it } from 'vitest';
import { openClient, openTestStore } from '../../dialects/postgres/test-session.ts';
import { makeInsertBatch } from './postgres.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

it.each([
  ['the same request', 7, 'duplicate'],
  ['another request', 8, 'conflict'],
] as const)(
  'an id that another process takes while this batch waits for it: %s with byte %i is a %s',
  async (_what, byte, expected) => {
    const url = await createPostgresDatabase();
    const { store } = await openTestStore(url);
    closing.push(() => store.close());
    const other = await openClient(url);
    closing.push(() => other.end());
    const accountRef = takeTestRefs() as AccountRef;
    const row = aPublish({ accountRef, eventId: 'contested', requestSha256: new Uint8Array(32).fill(7) });
    const free = aPublish({ accountRef });

    await other.query('begin');
    await other.query(
      'insert into event_keys (account_id, public_id, event_id, request_sha256) values ($1, $2, $3, $4)',
      [accountRef, 'contested', takeTestRefs(), Buffer.alloc(32, byte)],
    );
    const now = 1 as never;
    const batch = { publishes: [row, free, row], outcomes: [], secretUses: [], now };
    const answer = store.hot.commitBatch(batch);
    await eventually(
      async () =>
        expect((await other.query('select 1 from pg_locks where not granted')).rows).toHaveLength(1),
      { deadlineMs: 4_000 },
    );
    await other.query('commit');
    expect((await answer).publishes).toEqual([expected, 'stored', expected]);
    expect(await store.events.findRef(accountRef, free.event.id)).toBe(free.event.ref);
    const { rows } = await other.query('select event_id from events where public_id = $1', ['contested']);
    expect(rows).toEqual([]);
  },
);

it('every batch size has one statement text, so that it is planned once', () => {
  const statement = (count: number) =>
    makeInsertBatch(
      Array.from({ length: count }, () => aPublish({ accountRef: takeTestRefs() as AccountRef })),
      1 as never,
    ).statement;
  expect(statement(1).text).toBe(statement(50).text);
  expect(statement(1).name).toBe(statement(50).name);
});
