/** What lists cost: every page reads a bounded number of rows, through an index. What they give is the contract's matter. */
import type { AccountRef, EndpointRef, EpochMs, EventRef, ScopeRef } from '@keyturn/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeAccountStore } from './accounts.ts';
import { makeApiKeyStore } from './api-keys.ts';
import { makeAuditStore } from './audit.ts';
import type { Database } from './database.ts';
import { makeDeliveryStore } from './deliveries.ts';
import { makeEndpointStore } from './endpoints.ts';
import { makeEventStore } from './events.ts';
import { makeKeysetStore } from './keysets.ts';
import { ROWS_SEEN_MAX } from './paging.ts';
import { openMemory } from './test-scratch.ts';
import { makeUsageStore } from './usage.ts';

const ACCOUNT = 1 as AccountRef;
const ENDPOINT = 2 as EndpointRef;
/** Of the events and deliveries below; event n is accepted at `AT + n * 1000`, its delivery has the next ref. */
const COUNT = 25_000;
const AT = 1_700_000_000_000;
const refOf = (n: number) => 1_000 + 2 * n;
const timeOf = (n: number) => (AT + n * 1000) as EpochMs;

let memory: Awaited<ReturnType<typeof openMemory>>;
let db: Database;

beforeAll(async () => {
  memory = await openMemory();
  db = {
    dialect: 'sqlite',
    reader: memory.reader,
    transact: (work) => memory.writer.transaction().execute(work),
  };
  const prepare = (sql: string) => memory.db.prepare(sql);
  memory.db.exec('begin');
  memory.db.exec(`insert into accounts values (1, 'acme', 'Acme', '[]', 1, null)`);
  memory.db.exec(`insert into endpoints values (1, 2, 'ep_2', 'https://x', '', '[]', '{}', 1, 1, null)`);
  const event = prepare(`insert into events values (1, ?, 'e' || ?, ?, null, 'text/plain', 1, 1, ?)`);
  const delivery = prepare(`insert into deliveries values (1, ?, ?, 2, ?, 1, 0, 1, null, null)`);
  const due = prepare(`insert into due values (1, 2, 1, ?, ?, 0, 1, 0, 0, 0, 1)`);
  const entry = prepare(
    `insert into audit values (1, ?, 1, '{}', ?, 'account', 'x', null, null, null, null, null)`,
  );
  for (let n = 0; n < COUNT; n++) {
    const ref = refOf(n);
    const isRare = n % 12_500 === 0;
    event.run(ref, ref, isRare ? 'rare' : 'common', timeOf(n));
    delivery.run(ref + 1, ref, isRare ? 'waiting' : 'delivered');
    if (isRare) due.run(ref + 1, ref);
    entry.run(`aud_${String(n).padStart(26, '0')}`, isRare ? 'rare.done' : 'common.done');
  }
  memory.db.exec('commit');
});

/** Follows a list to its end: its rows, and how many pages that took. */
async function follow<Row>(
  list: (position: string | undefined) => Promise<{ readonly rows: readonly Row[]; readonly next?: string }>,
): Promise<{ readonly rows: readonly Row[]; readonly pages: number }> {
  const rows: Row[] = [];
  for (let position: string | undefined, pages = 1; ; pages++) {
    const page = await list(position);
    rows.push(...page.rows);
    if (page.next === undefined) return { rows, pages };
    position = page.next;
    expect(pages).toBeLessThan(20);
  }
}

const from = (position: string | undefined) => (position === undefined ? {} : { position });

describe('a page looks at no more than its bound, and the next one goes on from there', () => {
  it('of events by type', async () => {
    const { rows, pages } = await follow((position) =>
      makeEventStore(db).list(ACCOUNT, { type: 'rare' }, { limit: 10, ...from(position) }),
    );
    expect(rows.map((row) => row.ref)).toEqual([refOf(12_500), refOf(0)]);
    expect(pages).toBe(Math.ceil(COUNT / ROWS_SEEN_MAX));
  });

  it('of deliveries by endpoint and status', async () => {
    const { rows, pages } = await follow((position) => {
      const filter = { endpointRef: ENDPOINT, status: 'waiting' } as const;
      return makeDeliveryStore(db).list(ACCOUNT, filter, { limit: 10, ...from(position) });
    });
    expect(rows.map((row) => row.ref)).toEqual([refOf(12_500) + 1, refOf(0) + 1]);
    expect(pages).toBe(Math.ceil(COUNT / ROWS_SEEN_MAX));
  });

  it('of deliveries by event type, alone and with each status', async () => {
    const list = (filter: Parameters<ReturnType<typeof makeDeliveryStore>['list']>[1], limit = 10) =>
      follow((position) => makeDeliveryStore(db).list(ACCOUNT, filter, { limit, ...from(position) }));
    const rare = [refOf(12_500) + 1, refOf(0) + 1];
    for (const filter of [{ eventType: 'rare' }, { eventType: 'rare', endpointRef: ENDPOINT }]) {
      const { rows, pages } = await list(filter);
      expect(rows.map((row) => row.ref)).toEqual(rare);
      expect(pages).toBe(Math.ceil(COUNT / ROWS_SEEN_MAX));
    }
    // Those that wait are few, and looked at alone.
    expect(await list({ eventType: 'rare', status: 'waiting' })).toMatchObject({ pages: 1, rows: [{}, {}] });
    expect(await list({ eventType: 'common', status: 'waiting' })).toMatchObject({ pages: 1, rows: [] });
    expect(await list({ eventType: 'rare', status: 'dead' })).toMatchObject({ pages: 1, rows: [] });
    expect(await list({ eventType: 'rare', status: 'delivered' })).toMatchObject({ pages: 3, rows: [] });
    expect((await list({ eventType: 'common', status: 'delivered' }, 5_000)).rows).toHaveLength(COUNT - 2);
    expect((await list({ eventType: 'rare', eventRef: refOf(0) as EventRef })).rows).toHaveLength(1);
  });

  it('of audit entries by act', async () => {
    const { rows, pages } = await follow((position) =>
      makeAuditStore(db).list(ACCOUNT, { act: 'rare.done' }, { limit: 10, ...from(position) }),
    );
    expect(rows).toHaveLength(2);
    expect(pages).toBe(Math.ceil(COUNT / ROWS_SEEN_MAX));
  });

  it('and a full one is not cut short by it', async () => {
    const { rows, pages } = await follow((position) =>
      makeEventStore(db).list(ACCOUNT, { type: 'common' }, { limit: 5_000, ...from(position) }),
    );
    expect(rows).toHaveLength(COUNT - 2);
    expect(pages).toBe(5);
  });
});

describe('events between two times', () => {
  const list = (since: number, until: number, position?: string) =>
    makeEventStore(db).list(
      ACCOUNT,
      { since: timeOf(since), until: timeOf(until) },
      { limit: 100, ...from(position) },
    );

  it('are found without stepping over what is newer, and the list ends with the oldest of them', async () => {
    const before = memory.read.length;
    const { rows, pages } = await follow((position) => list(500, 600, position));
    expect(rows.map((row) => row.ref)).toEqual(Array.from({ length: 100 }, (_, n) => refOf(599 - n)));
    expect(pages).toBe(1);
    expect(memory.read.length - before).toBeLessThan(12);
  });

  it('are all found when they fill many pages', async () => {
    const { rows } = await follow((position) => list(20_000, 21_000, position));
    expect(rows).toHaveLength(1_000);
  });

  it('in the far past end at once', async () => {
    const oldest = await makeEventStore(db).list(ACCOUNT, { until: timeOf(-9_000) }, { limit: 5 });
    expect(oldest).toEqual({ rows: [] });
    const newest = await follow((position) =>
      makeEventStore(db).list(
        ACCOUNT,
        { type: 'none', since: timeOf(COUNT) },
        { limit: 5, ...from(position) },
      ),
    );
    expect(newest).toEqual({ rows: [], pages: 1 });
  });
});

describe('no list scans a table or sorts', () => {
  const page = { limit: 50, position: '2000' };
  /** Name, list, and the index that it must use where its primary key would cost more. */
  const lists: readonly (readonly [name: string, list: () => Promise<unknown>, index?: string])[] = [
    ['accounts', () => makeAccountStore(db).list(page)],
    ['endpoints', () => makeEndpointStore(db).list(ACCOUNT, page)],
    ['all endpoints', () => makeEndpointStore(db).listAll(ACCOUNT)],
    ['events', () => makeEventStore(db).list(ACCOUNT, {}, page)],
    ['events by type', () => makeEventStore(db).list(ACCOUNT, { type: 'rare' }, page)],
    ['events by time', () => makeEventStore(db).list(ACCOUNT, { since: timeOf(1), until: timeOf(9) }, page)],
    ['deliveries', () => makeDeliveryStore(db).list(ACCOUNT, {}, page)],
    [
      'waiting deliveries',
      () => makeDeliveryStore(db).list(ACCOUNT, { status: 'waiting' }, page),
      'sqlite_autoindex_due_2',
    ],
    [
      'dead deliveries',
      () => makeDeliveryStore(db).list(ACCOUNT, { status: 'dead' }, page),
      'dead_deliveries',
    ],
    ['delivered deliveries', () => makeDeliveryStore(db).list(ACCOUNT, { status: 'delivered' }, page)],
    [
      "an endpoint's deliveries",
      () => makeDeliveryStore(db).list(ACCOUNT, { endpointRef: ENDPOINT }, page),
      'deliveries_by_endpoint',
    ],
    [
      "an endpoint's waiting deliveries",
      () => makeDeliveryStore(db).list(ACCOUNT, { endpointRef: ENDPOINT, status: 'waiting' }, page),
      'deliveries_by_endpoint',
    ],
    [
      "an event's deliveries",
      () => makeDeliveryStore(db).list(ACCOUNT, { eventRef: refOf(3) as EventRef }, page),
    ],
    ['deliveries of a type', () => makeDeliveryStore(db).list(ACCOUNT, { eventType: 'common' }, page)],
    [
      "an endpoint's deliveries of a type",
      () => makeDeliveryStore(db).list(ACCOUNT, { endpointRef: ENDPOINT, eventType: 'common' }, page),
      'deliveries_by_endpoint',
    ],
    [
      'waiting deliveries of a type',
      () => makeDeliveryStore(db).list(ACCOUNT, { status: 'waiting', eventType: 'rare' }, page),
      'sqlite_autoindex_due_2',
    ],
    [
      'dead deliveries of a type',
      () => makeDeliveryStore(db).list(ACCOUNT, { status: 'dead', eventType: 'rare' }, page),
      'dead_deliveries',
    ],
    ['the oldest that waits', () => makeUsageStore(db).queue(ACCOUNT), 'sqlite_autoindex_due_2'],
    ['audit entries', () => makeAuditStore(db).list(ACCOUNT, {}, page)],
    ['audit entries by act', () => makeAuditStore(db).list(ACCOUNT, { act: 'a.b' }, page)],
    [
      'audit entries of a time, by actor and noun',
      () =>
        makeAuditStore(db).list(
          ACCOUNT,
          { act: 'a.*', actorType: 'user', since: timeOf(1), until: timeOf(9) },
          page,
        ),
    ],
    ['API keys', () => makeApiKeyStore(db).list(undefined, page)],
    ["an account's API keys", () => makeApiKeyStore(db).list(ACCOUNT, page), 'api_keys_by_account'],
    ['secrets', () => makeKeysetStore(db).list(ACCOUNT, 'all', page)],
    [
      "a scope's secrets",
      () => makeKeysetStore(db).list(ACCOUNT, ENDPOINT as ScopeRef, page),
      'secrets_by_scope',
    ],
    ["a scope's sealed secrets", () => makeKeysetStore(db).findSealed(ACCOUNT, ACCOUNT), 'secrets_by_scope'],
    ['overlaps that ended', () => makeKeysetStore(db).listExpired(timeOf(1), 10), 'retiring_secrets_by_end'],
    ['sealed secrets', () => makeKeysetStore(db).listSealed({ limit: 50 })],
  ];

  it.each(lists.map(([name, list, index]) => ({ name, list, index })))('$name', async ({ list, index }) => {
    const before = memory.read.length;
    await list();
    const read = memory.read.slice(before);
    expect(read.length).toBeGreaterThan(0);
    const plans = read.map(({ sql, parameters }) =>
      memory.db
        .prepare(`explain query plan ${sql}`)
        .all(...(parameters as (string | number)[]))
        .map((step) => String(step.detail)),
    );
    expect(plans.flat().filter((step) => /^SCAN |TEMP B-TREE/.test(step))).toEqual([]);
    expect(plans.flat().some((step) => step.includes(`INDEX ${index ?? ''}`) || index === undefined)).toBe(
      true,
    );
  });

  it('and waiting deliveries, few among many, are all on the first page', async () => {
    const list = await makeDeliveryStore(db).list(ACCOUNT, { status: 'waiting' }, { limit: 10 });
    expect(list.rows.map((row) => row.ref)).toEqual([refOf(12_500) + 1, refOf(0) + 1]);
    expect(list.next).toBeUndefined();
  });
});

describe('a scope that breaks the counts', () => {
  it('is listed when the indexes are gone and two secrets are active, or none after the first', async () => {
    const keysets = makeKeysetStore(db);
    for (const status of ['active', 'pending', 'retiring']) {
      memory.db.exec(`drop index one_${status}_secret_per_scope`);
    }
    const insert = memory.db.prepare(
      `insert into secrets (account_id, scope_id, secret_id, name, status, key_id, sealed, created_at, created_by, activated_at, disabled_reason)
       values (1, ?, ?, 'x', ?, 'k', ?, 1, '{}', ?, ?)`,
    );
    const add = (scope: number, id: string, status: string, activatedAt: number | null) =>
      insert.run(
        scope,
        id,
        status,
        status === 'disabled' ? null : new Uint8Array(1),
        activatedAt,
        status === 'disabled' ? 'superseded' : null,
      );
    add(1, 'sec_a', 'active', 1);
    add(1, 'sec_b', 'pending', null);
    expect(await keysets.listBroken(10)).toEqual([]);
    add(1, 'sec_c', 'active', 1);
    expect(await keysets.listBroken(10)).toEqual([{ scopeRef: 1, activeCount: 2 }]);
    add(2, 'sec_d', 'disabled', 1);
    expect(await keysets.listBroken(10)).toEqual([
      { scopeRef: 1, activeCount: 2 },
      { scopeRef: 2, activeCount: 0 },
    ]);
    expect(await keysets.listBroken(1)).toHaveLength(1);
  });
});
