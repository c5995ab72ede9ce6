import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PLANNER_SETTINGS } from '../dialects/postgres/hot-session.ts';
import { openClient, openTestStore } from '../dialects/postgres/test-session.ts';
import { CLAIM_DUE_SQL } from './claim-due/postgres.ts';
import { FIND_KEYS_SQL, INSERT_BATCH_SQL } from './insert-batch/postgres.ts';
import { NOTE_SECRET_USES_SQL } from './note-secret-uses/postgres.ts';
import { NOTE_USAGE_SQL } from './note-usage/postgres.ts';
import { WALK_LANES_SQL } from './postgres-lane-walk.ts';
import { RECORD_BATCH_SQL } from './record-batch/postgres.ts';
import { RELEASE_CLAIMS_SQL } from './release-claims/postgres.ts';
import { SWEEP_LANES_SQL } from './sweep-lanes/postgres.ts';

const clients = new Map<'commit' | 'claim', Client>();

beforeAll(async () => {
  const url = await createPostgresDatabase();
  await (await openTestStore(url)).store.close();
  for (const purpose of ['commit', 'claim'] as const) {
    const client = await openClient(url);
    await client.query(PLANNER_SETTINGS[purpose]);
    clients.set(purpose, client);
    if (purpose === 'claim') await plantWithStaleStatistics(client);
  }
});
afterAll(async () => {
  for (const client of clients.values()) await client.end();
});

/**
 * What a queue does to statistics: `due` was vacuumed when it was all but empty, and has 20,000 rows now; the other tables were last looked
 * at before their first row.
 */
async function plantWithStaleStatistics(client: Client): Promise<void> {
  const fillDue = `insert into due select n % 50, n % 2000, n, n, n, 1, 1, 1, 0, 0, 1 from generate_series(1, 20000) n`;
  const statements = [
    'alter table due set (autovacuum_enabled = off)',
    'analyze',
    `insert into accounts select n, 'a' || n, 'name', '[]', 1 from generate_series(1, 50) n`,
    `insert into lanes select n % 50, n from generate_series(1, 2000) n`,
    `insert into secrets (account_id, scope_id, secret_id, name, status, key_id, sealed, created_at, created_by)
     select n, n, 's' || n, 'name', 'active', 'KEY', '\\x01', 1, '{}' from generate_series(1, 2000) n`,
    `insert into events select n % 50, n, 'e' || n, 'a.b', null, 'text/plain', 1, 1, 1 from generate_series(1, 20000) n`,
    `insert into event_bodies select n % 50, n, '\\x01' from generate_series(1, 20000) n`,
    `insert into event_keys select n % 50, 'e' || n, n from generate_series(1, 20000) n`,
    `insert into deliveries select n % 50, n, n, n % 2000, 'waiting', 1, 0, 1 from generate_series(1, 20000) n`,
    fillDue,
    'delete from due where delivery_id < 19999',
    'vacuum due',
    'delete from due',
    fillDue,
  ];
  for (const statement of statements) await client.query(statement);
  const { rows } = await client.query(
    `select relname, reltuples::int as rows from pg_class where relname in ('due', 'lanes', 'deliveries') order by 1`,
  );
  expect(rows).toEqual([
    { relname: 'deliveries', rows: 0 },
    { relname: 'due', rows: 2 },
    { relname: 'lanes', rows: 0 },
  ]);
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** Every node of the plan that is made without knowing the parameters. */
async function planOf(purpose: 'commit' | 'claim', text: string): Promise<readonly PlanNode[]> {
  const client = clients.get(purpose);
  if (client === undefined) throw new Error('not connected');
  const { rows } = await client.query<{ 'QUERY PLAN': readonly [{ Plan: PlanNode }] }>(
    `explain (generic_plan, format json) ${text}`,
  );
  const walk = (node: PlanNode): readonly PlanNode[] => [node, ...(node.Plans ?? []).flatMap(walk)];
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  return plan === undefined ? [] : walk(plan);
}

const DUE_BY_DELIVERY = 'one_due_row_per_delivery';

it.each<readonly ['commit' | 'claim', string, string, readonly string[]]>([
  ['commit', 'insert-batch', INSERT_BATCH_SQL, ['accounts_pkey', 'event_keys_pkey', 'lanes_pkey']],
  ['commit', 'find-keys', FIND_KEYS_SQL, ['event_keys_pkey']],
  [
    'commit',
    'record-batch',
    RECORD_BATCH_SQL,
    ['accounts_pkey', 'deliveries_pkey', 'lanes_pkey', DUE_BY_DELIVERY],
  ],
  ['commit', 'note-secret-uses', NOTE_SECRET_USES_SQL, ['secrets_pkey']],
  ['commit', 'note-usage counts', NOTE_USAGE_SQL.counts, []],
  ['commit', 'note-usage last attempts', NOTE_USAGE_SQL.lastAttempts, []],
  ['claim', 'find-lanes', CLAIM_DUE_SQL.findLanes, ['lanes_by_turn']],
  ['claim', 'lock-lanes', CLAIM_DUE_SQL.lockLanes, ['lanes_pkey']],
  ['claim', 'take', CLAIM_DUE_SQL.take, ['due_pkey', 'event_bodies_pkey', 'events_pkey']],
  ['claim', 'send-to-back', CLAIM_DUE_SQL.sendToBack, ['due_pkey']],
  ['claim', 'expire', CLAIM_DUE_SQL.expire, [DUE_BY_DELIVERY]],
  ['claim', 'walk-lanes', WALK_LANES_SQL, ['due_pkey', 'lanes_pkey']],
  ['claim', 'release-claims', RELEASE_CLAIMS_SQL, ['due_pkey', 'lanes_pkey']],
  ['claim', 'wake-lanes', SWEEP_LANES_SQL.wake, ['lanes_pkey']],
  ['claim', 'end-orphans', SWEEP_LANES_SQL.endOrphans, ['accounts_pkey', 'due_pkey', DUE_BY_DELIVERY]],
])(
  '%s: %s goes by these indexes and by conditions on them, whatever the statistics say',
  async (purpose, _name, text, indexes) => {
    const plan = await planOf(purpose, text);
    const types = plan.map((node) => node['Node Type']);
    for (const costly of ['Seq Scan', 'Hash Join', 'Merge Join']) expect(types).not.toContain(costly);
    const scans = plan.filter((node) => node['Index Name'] !== undefined);
    expect([...new Set(scans.map((scan) => scan['Index Name']))].toSorted()).toEqual(indexes.toSorted());
    // Without one the whole index is read.
    for (const scan of scans) expect(scan['Index Cond'], scan['Index Name']).toBeDefined();
  },
);

it.each<readonly ['commit' | 'claim', string, string, RegExp]>([
  // A lane from its watermark on, and no further than now.
  [
    'claim',
    CLAIM_DUE_SQL.take,
    'due_pkey',
    /account_id = .*endpoint_id = .*due_at >= .*head_due.*due_at <= /,
  ],
  ['claim', CLAIM_DUE_SQL.sendToBack, 'due_pkey', /account_id = .*endpoint_id = .*due_at >= .*head_due/],
  [
    'claim',
    CLAIM_DUE_SQL.findLanes,
    'lanes_by_turn',
    /ROW\(next_at, account_id, endpoint_id\) > .*next_at <= /,
  ],
  ['claim', RELEASE_CLAIMS_SQL, 'due_pkey', /account_id = .*endpoint_id = .*due_at > /],
  ['claim', CLAIM_DUE_SQL.expire, DUE_BY_DELIVERY, /account_id = .*delivery_id = ANY/],
  ['commit', RECORD_BATCH_SQL, DUE_BY_DELIVERY, /account_id = .*delivery_id = /],
  ['commit', RECORD_BATCH_SQL, 'deliveries_pkey', /account_id = .*delivery_id = /],
  ['commit', RECORD_BATCH_SQL, 'lanes_pkey', /account_id = .*endpoint_id = /],
  ['commit', INSERT_BATCH_SQL, 'event_keys_pkey', /account_id = .*public_id = /],
])('%s: rows are found by the whole of the key (%#)', async (purpose, text, index, expected) => {
  const scans = (await planOf(purpose, text)).filter((node) => node['Index Name'] === index);
  expect(scans.length).toBeGreaterThan(0);
  for (const scan of scans) expect(scan['Index Cond']).toMatch(expected);
});
