import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Child, forkScript } from '../harness/child.ts';
import { makeFolder, removeFolder } from '../harness/folders.ts';
import { measure } from '../harness/measure.ts';
import { type BenchPostgres, startPostgres } from '../postgres.ts';
import type { SinkListening } from '../sink.ts';
import { startLimit } from '../subjects/limit.ts';

// The bare program is only worth a comparison while it does what it claims: every accepted event on disk, signed,
// delivered once, its outcome recorded.

const WORKLOAD = { warmUpCount: 100, eventCount: 1_000, connectionCount: 16, spanDeadlineMs: 20_000 };
const EVENT_COUNT = WORKLOAD.warmUpCount + WORKLOAD.eventCount;
const COUNT_STORED = `
  select count(*) as stored, count(distinct events.id) as distinct_ids, sum(case when status = 204 then 1 else 0 end) as delivered,
    min(length(body)) as body_bytes
  from events join deliveries on event_id = id
`;

let folder: string;
let load: Child;
let sink: Child;
let sinkPort: number;
let postgres: BenchPostgres;

beforeAll(async () => {
  folder = await makeFolder('limit-test');
  postgres = await startPostgres();
  load = forkScript('load.ts');
  sink = forkScript('sink.ts');
  sinkPort = (await sink.request<SinkListening>({ kind: 'listen' })).port;
});

afterAll(async () => {
  await Promise.all([load.stop(), sink.stop(), postgres.stop()]);
  await removeFolder(folder);
});

async function checkLimit(
  databaseUrl: string,
  countStored: () => Promise<Record<string, unknown>>,
): Promise<void> {
  const subject = await startLimit({ databaseUrl, folder, sinkPort });
  try {
    const measurement = await measure({ load, sink }, subject, WORKLOAD);
    expect(measurement).toMatchObject({ faults: [], duplicates: 0, refused: 0 });
    // Outcomes are written a few milliseconds after the last event has arrived.
    const counts = async () => {
      const stored = Object.entries(await countStored());
      return Object.fromEntries(stored.map(([name, count]) => [name, Number(count)]));
    };
    await expect.poll(counts, { timeout: 10_000 }).toEqual({
      stored: EVENT_COUNT,
      distinct_ids: EVENT_COUNT,
      delivered: EVENT_COUNT,
      body_bytes: 850,
    });
  } finally {
    await subject.stop();
  }
}

it('the bare program stores, signs, delivers and records every event on SQLite', async () => {
  await checkLimit(`sqlite:${folder}/limit.db`, async () => {
    const database = new DatabaseSync(`${folder}/limit.db`, { readOnly: true });
    const row = database.prepare(COUNT_STORED).get() ?? {};
    database.close();
    return row;
  });
});

it('the bare program stores, signs, delivers and records every event on PostgreSQL', async () => {
  const url = await postgres.makeDatabase('limit_test');
  await checkLimit(url, async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(COUNT_STORED);
    await client.end();
    return rows[0] ?? {};
  });
});
