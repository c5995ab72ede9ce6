// The SQLite thread of the bare program: one message is one transaction, answered when it is on disk.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { AcceptedEvent, AttemptResult } from './database.ts';

export interface CommitMessage {
  readonly events: readonly AcceptedEvent[];
  readonly results: readonly AttemptResult[];
}

const database = new DatabaseSync(String(workerData));
database.exec(`
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma wal_autocheckpoint = 10000;
  create table events (id text primary key, endpoint text not null, body text not null, accepted_at integer not null) strict;
  create table deliveries (event_id text primary key, status integer, attempted_at integer) strict, without rowid;
`);
const begin = database.prepare('begin immediate');
const insertEvent = database.prepare(
  'insert into events (id, endpoint, body, accepted_at) values (?, ?, ?, ?)',
);
const insertDelivery = database.prepare('insert into deliveries (event_id) values (?)');
const updateDelivery = database.prepare(
  'update deliveries set status = ?, attempted_at = ? where event_id = ?',
);
const commit = database.prepare('commit');

parentPort?.on('message', ({ events, results }: CommitMessage) => {
  const now = Date.now();
  begin.run();
  for (const event of events) {
    insertEvent.run(event.id, event.endpoint, event.body, now);
    insertDelivery.run(event.id);
  }
  for (const result of results) updateDelivery.run(result.status, now, result.id);
  commit.run();
  parentPort?.postMessage(null);
});
