import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '@keyturn/core';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { openMemory, openScratchStore, scratchFolder } from '../test-scratch.ts';
import { MIGRATIONS, type Migration, refuseOtherSchema, runMigrations } from './run.ts';

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

  it('that are missing make whoever only looks refuse, and are not taken', async () => {
    const { writer, db } = await openMemory();
    await refuseOtherSchema(writer, 'sqlite');
    await expect(refuseOtherSchema(writer, 'sqlite', [...MIGRATIONS, ADDS])).rejects.toMatchObject({
      code: 'older_schema',
      message: expect.stringMatching(/lacks 9001-adds\): make a backup, then start keyturn serve/),
    });
    expect(db.prepare("select name from sqlite_schema where name = 'added'").all()).toEqual([]);
    await runMigrations(writer, 'sqlite', NOW, [...MIGRATIONS, ADDS]);
    await expect(refuseOtherSchema(writer, 'sqlite')).rejects.toMatchObject({ code: 'newer_schema' });
  });

  it('that are missing are not taken by a store that was told so, and not even an empty file is made', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    const look = () => openScratchStore(path, { migrations: 'refuse' });
    await expect(look()).rejects.toMatchObject({ code: 'older_schema' });
    expect(existsSync(path)).toBe(false);
    writeFileSync(path, '');
    await expect(look()).rejects.toMatchObject({ code: 'older_schema' });
    const db = new DatabaseSync(path);
    expect(db.prepare('select name from sqlite_schema').all()).toEqual([]);
    db.close();
    await (await openScratchStore(path)).close();
    await (await look()).close();
  });

  it('of a newer version make a file refuse to open, and leave it free', async () => {
    using folder = scratchFolder();
    const path = folder.file('keyturn.db');
    await (await openScratchStore(path)).close();
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
