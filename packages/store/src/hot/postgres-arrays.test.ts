import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openClient } from '../dialects/postgres/test-session.ts';
import { BytesColumn, numbers, texts } from './postgres-arrays.ts';

let client: Client;
beforeAll(async () => {
  client = await openClient(await createPostgresDatabase());
});
afterAll(() => client.end());

async function sent(type: string, array: string): Promise<readonly unknown[]> {
  const { rows } = await client.query(`select value from unnest($1::${type}[]) as value`, [array]);
  return rows.map((row: { value: unknown }) => row.value);
}

it.each([
  [[]],
  [['']],
  [['plain', undefined, 'null', 'NULL', '{}', '{', ',', ' ', ' padded ']],
  [['"quoted"', '\\', '\\"', '\\\\', "'", 'a\\nb', 'line\nend', '\t']],
  [['Zoë', '\u2028', '🫖', '$1', '$&', '%s']],
  [[undefined]],
  [[null as never, 'after']],
])('texts arrive as they are: %j', async (values: readonly (string | undefined)[]) => {
  expect(await sent('text', texts(values))).toEqual(values.map((value) => value ?? null));
});

it.each([
  [[]],
  [[1]],
  [[0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  [[undefined, 7, undefined]],
])('numbers arrive as they are: %j', async (values: readonly (number | undefined)[]) => {
  const expected = values.map((value) => (value == null ? null : String(value)));
  expect(await sent('bigint', numbers(values))).toEqual(expected);
});

it('pieces of bytes are cut out of one parameter as they went in', async () => {
  const pieces = [new Uint8Array([0, 255, 92]), undefined, new Uint8Array(), new Uint8Array([39, 34])];
  const column = new BytesColumn();
  for (const piece of pieces) column.push(piece);
  const { rows } = await client.query<{ piece: Buffer | null }>(
    `select substring($1::bytea from i.start for i.length) as piece
     from unnest($2::int[], $3::int[]) as i(start, length)`,
    [column.whole(), numbers(column.from), numbers(column.length)],
  );
  const cut = rows.map(({ piece }) => (piece === null ? undefined : new Uint8Array(piece)));
  expect(cut).toEqual(pieces);
});
