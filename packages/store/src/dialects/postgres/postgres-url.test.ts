import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { parsePostgresUrl } from './postgres-url.ts';

const PASSWORD = 'hunter2-hunter2';

it.each([
  ['postgres://app:secret@db.example:6543/keyturn', 'db.example:6543/keyturn'],
  ['postgresql://app@db.example/keyturn?sslmode=require', 'db.example:5432/keyturn'],
  ['postgres:///keyturn', 'localhost:5432/keyturn'],
])('%s is shown without user and password', (url, label) => {
  expect(parsePostgresUrl(url)).toEqual({ connectionString: url, label });
});

it.each([
  `postgres://app:${PASSWORD}@db.example:notaport/keyturn`,
  `postgres://app:${PASSWORD}@db.example:5432`,
  `postgres://app:${PASSWORD}@db.example:5432/`,
  `mysql://app:${PASSWORD}@db.example/keyturn`,
  `app:${PASSWORD}@db.example`,
])('a URL that names no database is refused with how to write one, and is not repeated', (url) => {
  let failure: unknown;
  try {
    parsePostgresUrl(url);
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ name: 'StoreError', code: 'bad_url' });
  expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(PASSWORD);
});
