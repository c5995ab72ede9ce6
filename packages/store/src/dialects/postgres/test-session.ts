/** What the tests of this folder share: a store that counts its fatal errors, and connections of their own beside it. */
import type { EpochMs } from '@keyturn/core';
import { Client } from 'pg';
import { openStore, type StoreOptions } from '../../open-store.ts';
import type { Store } from '../../store.ts';
import type { StoreError } from '../../store-error.ts';

/** A store on `url`, and the fatal errors that it told its process of. */
export async function openTestStore(
  url: string,
  options: Partial<StoreOptions> = {},
): Promise<{ store: Store; fatal: StoreError[] }> {
  const fatal: StoreError[] = [];
  const store = await openStore(url, {
    now: () => Date.now() as EpochMs,
    onFatal: (error) => void fatal.push(error),
    ...options,
  });
  return { store, fatal };
}

/** A connection that is not the store's. */
export async function openClient(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Process ids of the store's sessions on the server, by what they are for. */
export async function backendsOf(client: Client, purpose: string): Promise<readonly number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and application_name = $1`,
    [`keyturn ${purpose}`],
  );
  return rows.map(({ pid }) => pid);
}

/** Ends the store's sessions of one purpose, as an administrator or a failover does; gives how many. */
export async function terminate(client: Client, purpose: string): Promise<number> {
  const pids = await backendsOf(client, purpose);
  for (const pid of pids) await client.query('select pg_terminate_backend($1)', [pid]);
  return pids.length;
}

/** The same database behind another port. */
export function throughPort(url: string, port: number): string {
  const other = new URL(url);
  other.port = String(port);
  return other.href;
}

/** What a call threw. */
export async function failureOfCall(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
