import type { EpochMs } from '@keyturn/core';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openMemory, openScratchStore, scratchFolder } from '../test-scratch.ts';
import { MIGRATIONS, type Migration, runMigrations } from './run.ts';

const NOW = 7 as EpochMs;
const ADDS: Migration = {
  name: '9001-adds',
  up: async (db) => void (await sql`create table added (a text)`.execute(db)),
};
const FAILS: Migration = {
  name: '9002-fails',
  async up(db) {
    await sql`create table half (a text)`.execute(db);
    await sql`insert into missing values (1)`.execute(db);
  },
};

describe('migrations', () => {
  it('are taken once, in order, from wherever the database is', async () => {
    const { writer, db } = await openMemory();
    expect(await runMigrations(writer, 'sqlite', NOW, [...MIGRATIONS, ADDS])).toEqual(['9001-adds']);
    expect(await runMigrations(writer, 'sqlite', NOW, [...MIGRATIONS, ADDS])).toEqual([]);
    const ledger = db.prepare('select name, applied_at from migrations order by name').all();
    expect(ledger.map((row) => [row.name, row.applied_at])).toEqual([
      ...MIGRATIONS.map(({ name }) => [name, 1]),
      ['9001-adds', 7],
    ]);
  });

  it('that fail leave nothing of themselves, and are taken when they are mended', async () => {
    const { writer, db } = await openMemory();
    const all = [...MIGRATIONS, ADDS, FAILS];
    await expect(runMigrations(writer, 'sqlite', NOW, all)).rejects.toThrow('no such table: missing');
    const tables = () => db.prepare("select name from sqlite_schema where name in ('added', 'half')").all();
    expect(tables()).toHaveLength(1);
    const mended = { ...FAILS, up: async () => {} };
    expect(await runMigrations(writer, 'sqlite', NOW, [...MIGRATIONS, ADDS, mended])).toEqual(['9002-fails']);
  });

  it('of a newer version are left alone: the database is refused, with the version’s mark named', async () => {
    const { writer } = await openMemory();
    await runMigrations(writer, 'sqlite', NOW, [...MIGRATIONS, ADDS]);
    await expect(runMigrations(writer, 'sqlite', NOW)).rejects.toMatchObject({
      code: 'newer_schema',
      message: expect.stringContaining('9001-adds'),
    });
  });

  it('of a newer version make a file refuse to open, and leave it free', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    await (await openScratchStore(path)).close();
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(path);
    db.exec("insert into migrations values ('9999-later', 1)");
    db.close();
    await expect(openScratchStore(path)).rejects.toMatchObject({ code: 'newer_schema' });
    const again = new DatabaseSync(path);
    again.exec("delete from migrations where name = '9999-later'");
    again.close();
    await (await openScratchStore(path)).close();
  });
});
