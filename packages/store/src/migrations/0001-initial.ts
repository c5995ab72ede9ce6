import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/** `next_at` of a lane with nothing to do; far beyond any clock, and exact in a double. */
const NEVER = 9_007_199_254_740_991;

/**
 * The first schema. Runs on an empty database; takes no lock that matters. Both dialects side by side: SQLite spells integers and bytes
 * `integer` and `blob`, and keeps the hot tables WITHOUT ROWID (one tree instead of two for each row). Text sorts by its bytes on both:
 * in the language of a server, ids would page in another order than they are made, and `~` would come before every letter.
 */
export async function up(db: Kysely<Schema>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const lite = dialect === 'sqlite';
  const int = sql.raw(lite ? 'integer' : 'bigint');
  const text = sql.raw(lite ? 'text' : 'text collate "C"');
  const bytes = sql.raw(lite ? 'blob' : 'bytea');
  const keyed = sql.raw(lite ? 'without rowid' : '');
  const strict = sql.raw(lite ? 'strict' : '');
  const keyedStrict = sql.raw(lite ? 'without rowid, strict' : '');
  const statements = [
    sql`create table accounts (
      account_id ${int} primary key,
      public_id ${text} not null,
      name ${text} not null,
      signature_profiles ${text} not null,
      created_at ${int} not null,
      closed_at ${int},
      constraint one_account_per_public_id unique (public_id)
    ) ${strict}`,
    sql`create table keysets (
      account_id ${int} not null,
      scope_id ${int} not null,
      kind ${text} not null check (kind in ('account', 'endpoint')),
      epoch ${int} not null,
      inherits_until ${int},
      primary key (account_id, scope_id)
    ) ${keyedStrict}`,
    sql`create table secrets (
      account_id ${int} not null,
      scope_id ${int} not null,
      secret_id ${text} not null,
      name ${text} not null,
      status ${text} not null check (status in ('pending', 'active', 'retiring', 'disabled')),
      key_id ${text} not null,
      sealed ${bytes},
      created_at ${int} not null,
      created_by ${text} not null,
      activated_at ${int},
      activated_by ${text},
      cutover_epoch ${int},
      effective_at ${int},
      previous_id ${text},
      retire_at ${int},
      superseded_at ${int},
      disabled_at ${int},
      disabled_reason ${text},
      replaced_by_id ${text},
      last_used_at ${int},
      primary key (account_id, secret_id),
      constraint sealed_until_disabled check ((status = 'disabled') = (sealed is null)),
      constraint disabled_for_a_reason check ((status = 'disabled') = (disabled_reason is not null))
    ) ${strict}`,
    sql`create unique index one_active_secret_per_scope on secrets (account_id, scope_id) where status = 'active'`,
    sql`create unique index one_pending_secret_per_scope on secrets (account_id, scope_id) where status = 'pending'`,
    sql`create unique index one_retiring_secret_per_scope on secrets (account_id, scope_id) where status = 'retiring'`,
    // Serves every change of a scope and the lists of one scope.
    sql`create index secrets_by_scope on secrets (account_id, scope_id, secret_id)`,
    // Serves listExpired: overlaps that have ended.
    sql`create index retiring_secrets_by_end on secrets (retire_at) where status = 'retiring'`,
    sql`create index inheriting_keysets_by_end on keysets (inherits_until) where inherits_until is not null`,
    sql`create table endpoints (
      account_id ${int} not null,
      endpoint_id ${int} not null,
      public_id ${text} not null,
      url ${text} not null,
      description ${text} not null,
      event_types ${text} not null,
      headers ${text} not null,
      created_at ${int} not null,
      updated_at ${int} not null,
      deleted_at ${int},
      primary key (account_id, endpoint_id),
      constraint one_endpoint_per_public_id unique (account_id, public_id)
    ) ${strict}`,
    sql`create table lanes (
      account_id ${int} not null,
      endpoint_id ${int} not null,
      next_at ${int} not null default ${sql.lit(NEVER)},
      head_due ${int} not null default 0,
      hold_until ${int},
      paused_at ${int},
      paused_reason ${text},
      primary key (account_id, endpoint_id)
    ) ${keyedStrict}`,
    // Serves claimDue: which lane is due longest.
    sql`create index lanes_by_turn on lanes (next_at, account_id, endpoint_id)`,
    sql`create table events (
      account_id ${int} not null,
      event_id ${int} not null,
      public_id ${text} not null,
      type ${text} not null,
      subject ${text},
      content_type ${text} not null,
      body_bytes ${int} not null,
      delivery_count ${int} not null,
      accepted_at ${int} not null,
      primary key (account_id, event_id)
    ) ${keyed}`,
    sql`create table event_bodies (
      account_id ${int} not null,
      event_id ${int} not null,
      body ${bytes} not null,
      primary key (account_id, event_id)
    )`,
    sql`create table event_keys (
      account_id ${int} not null,
      public_id ${text} not null,
      event_id ${int} not null,
      request_sha256 ${bytes},
      primary key (account_id, public_id)
    ) ${keyed}`,
    sql`create table deliveries (
      account_id ${int} not null,
      delivery_id ${int} not null,
      event_id ${int} not null,
      endpoint_id ${int} not null,
      status ${text} not null,
      generation ${int} not null,
      attempts ${int} not null,
      created_at ${int} not null,
      closed_at ${int},
      dead_reason ${text},
      primary key (account_id, delivery_id)
    ) ${keyed}`,
    // Serves lists of one endpoint's deliveries.
    sql`create index deliveries_by_endpoint on deliveries (account_id, endpoint_id, delivery_id)`,
    // Serves lists of dead deliveries: few among many. On PostgreSQL by their reason, not by their status: an update that changes nothing
    // that an index looks at is its cheapest (7 of 76 µs of the server's CPU an event), and that is what most ends of deliveries are.
    sql`create index dead_deliveries on deliveries (account_id, delivery_id)
      where ${sql.raw(lite ? "status = 'dead'" : 'dead_reason is not null')}`,
    sql`create table attempts (
      account_id ${int} not null,
      delivery_id ${int} not null,
      n ${int} not null,
      started_at ${int} not null,
      duration_ms ${int} not null,
      cause ${text} not null,
      status_code ${int},
      key_ids ${text} not null,
      epoch ${int} not null,
      response_headers ${text},
      response_body ${bytes},
      primary key (account_id, delivery_id, n)
    ) ${keyed}`,
    sql`create table due (
      account_id ${int} not null,
      endpoint_id ${int} not null,
      due_at ${int} not null,
      delivery_id ${int} not null,
      event_id ${int} not null,
      token ${int} not null,
      generation ${int} not null,
      claimed ${int} not null,
      attempts ${int} not null,
      attempts_before ${int} not null,
      enqueued_at ${int} not null,
      primary key (account_id, endpoint_id, due_at, delivery_id),
      constraint one_due_row_per_delivery unique (account_id, delivery_id)
    ) ${keyed}`,
    sql`create table audit (
      account_id ${int} not null,
      audit_id ${text} not null,
      at ${int} not null,
      actor ${text} not null,
      act ${text} not null,
      object_type ${text} not null,
      object_id ${text} not null,
      before ${text},
      after ${text},
      reason ${text},
      request_id ${text},
      address ${text},
      primary key (account_id, audit_id)
    ) ${keyedStrict}`,
    sql`create table api_keys (
      api_key_id ${text} primary key,
      account_id ${int},
      name ${text} not null,
      permissions ${text} not null,
      sha256 ${bytes} not null,
      prefix ${text} not null,
      created_at ${int} not null,
      created_by ${text} not null,
      expires_at ${int},
      revoked_at ${int},
      last_used_at ${int},
      constraint one_api_key_per_hash unique (sha256)
    ) ${strict}`,
    sql`create index api_keys_by_account on api_keys (account_id, api_key_id)`,
    sql`create table idempotency_keys (
      account_id ${int} not null,
      idempotency_key ${text} not null,
      request_sha256 ${bytes} not null,
      created_at ${int} not null,
      status ${int},
      body ${text},
      primary key (account_id, idempotency_key)
    ) ${keyedStrict}`,
    sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`,
    sql`create table instance_facts (name ${text} primary key, value ${text} not null) ${strict}`,
    sql`create table ref_blocks (id ${int} primary key, next_ref ${int} not null) ${strict}`,
    sql`insert into ref_blocks (id, next_ref) values (1, 1)`,
  ];
  for (const statement of statements) await statement.execute(db);
  if (lite) return;
  // Queues turn over many times their size: vacuum by rows that died, not by a share of a table that is nearly empty, and at full speed.
  await sql`alter table due set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
    autovacuum_vacuum_cost_delay = 0)`.execute(db);
  // Room on each page for the row's one later version, its end.
  await sql`alter table deliveries set (fillfactor = 80)`.execute(db);
  await sql`alter table lanes set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0)`.execute(db);
}
