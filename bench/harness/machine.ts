import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { median } from './percentiles.ts';

const SYNC_COUNT = 50;

/** One line that says what the figures were measured on. `folder` is on the disk that the databases use. */
export function describeMachine(folder: string, postgresVersion?: string): string {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const disk = `fdatasync ${measureSyncMs(folder).toFixed(2)} ms`;
  const databases = [
    `SQLite ${readSqliteVersion()}`,
    ...(postgresVersion ? [`PostgreSQL ${postgresVersion}`] : []),
  ];
  const cores = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'})`;
  return [cores, memory, disk, `Node ${process.versions.node}`, ...databases].join(', ');
}

/** The median time of writing 4 KiB to disk for certain: it bounds every commit. */
function measureSyncMs(folder: string): number {
  const file = openSync(join(folder, 'sync'), 'w');
  const page = Buffer.alloc(4096, 1);
  const timesMs: number[] = [];
  for (let n = 0; n < SYNC_COUNT; n++) {
    const startedAt = performance.now();
    writeSync(file, page);
    fdatasyncSync(file);
    timesMs.push(performance.now() - startedAt);
  }
  closeSync(file);
  return median(timesMs);
}

function readSqliteVersion(): string {
  const database = new DatabaseSync(':memory:');
  const row = database.prepare('select sqlite_version() as version').get();
  database.close();
  return String(row?.version);
}
