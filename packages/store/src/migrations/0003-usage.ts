import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * What was sent, in numbers: counts by minute, and the last attempt of each endpoint. New tables only: takes no lock that matters, and an
 * older version that runs beside it does not see them. They begin empty; what was sent before is not counted after the fact.
 */
export async function up(db: Kysely<Schema>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const lite = dialect === 'sqlite';
  const int = sql.raw(lite ? 'integer' : 'bigint');
  const text = sql.raw(lite ? 'text' : 'text collate "C"');
  const keyedStrict = sql.raw(lite ? 'without rowid, strict' : '');
  const statements = [
    // Read by account, kind and time; `bucket_id` is last, since it only keeps apart what two processes counted in one minute.
    sql`create table usage_counts (
      account_id ${int} not null,
      kind ${text} not null,
      minute ${int} not null,
      label ${text} not null,
      bucket_id ${int} not null,
      count ${int} not null,
      primary key (account_id, kind, minute, label, bucket_id)
    ) ${keyedStrict}`,
    sql`create table last_attempts (
      account_id ${int} not null,
      endpoint_id ${int} not null,
      delivery_id ${int} not null,
      started_at ${int} not null,
      duration_ms ${int} not null,
      cause ${text} not null,
      status_code ${int},
      key_ids ${text} not null,
      primary key (account_id, endpoint_id)
    ) ${keyedStrict}`,
  ];
  for (const statement of statements) await statement.execute(db);
}
