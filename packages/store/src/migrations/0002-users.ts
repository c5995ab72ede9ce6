import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * People who sign in to the dashboard: users, their sessions, their roles in accounts, and one-time links. New tables only: takes no lock
 * that matters, and an older version that runs beside it does not see them.
 */
export async function up(db: Kysely<Schema>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const lite = dialect === 'sqlite';
  const int = sql.raw(lite ? 'integer' : 'bigint');
  const text = sql.raw(lite ? 'text' : 'text collate "C"');
  const bytes = sql.raw(lite ? 'blob' : 'bytea');
  const strict = sql.raw(lite ? 'strict' : '');
  const keyedStrict = sql.raw(lite ? 'without rowid, strict' : '');
  const statements = [
    sql`create table users (
      user_id ${text} primary key,
      email ${text} not null,
      name ${text} not null,
      password_hash ${text},
      operator_since ${int},
      created_at ${int} not null,
      updated_at ${int} not null,
      constraint one_user_per_email unique (email)
    ) ${strict}`,
    sql`create table sessions (
      session_id ${text} primary key,
      user_id ${text} not null,
      token_sha256 ${bytes} not null,
      created_at ${int} not null,
      expires_at ${int} not null,
      authenticated_at ${int} not null,
      address ${text},
      user_agent ${text},
      constraint one_session_per_token unique (token_sha256)
    ) ${strict}`,
    // Serves the bound on one user's sessions, and ending all of them.
    sql`create index sessions_by_user on sessions (user_id, session_id)`,
    // Serves the deletion of sessions that have ended.
    sql`create index sessions_by_end on sessions (expires_at)`,
    sql`create table members (
      account_id ${int} not null,
      user_id ${text} not null,
      role ${text} not null check (role in ('owner', 'developer', 'viewer')),
      added_at ${int} not null,
      added_by ${text} not null,
      primary key (account_id, user_id)
    ) ${keyedStrict}`,
    // Serves what a signed-in person reaches, with every request.
    sql`create index members_by_user on members (user_id, account_id)`,
    sql`create table login_links (
      token_sha256 ${bytes} primary key,
      user_id ${text},
      created_at ${int} not null,
      expires_at ${int} not null,
      used_at ${int}
    ) ${keyedStrict}`,
    // Serves the deletion of links that have ended.
    sql`create index login_links_by_end on login_links (expires_at)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
