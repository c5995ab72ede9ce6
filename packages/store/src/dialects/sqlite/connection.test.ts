import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../test-scratch.ts';
import { openConnection, readPragma, refuseOldVersion } from './connection.ts';

describe('a connection', () => {
  it('writes through a log, waits for the disk at each commit, and overwrites what is deleted', () => {
    using folder = scratchFolder();
    using db = openConnection({ path: folder.file('a.db'), access: 'write' });
    const settings = ['journal_mode', 'synchronous', 'secure_delete', 'wal_autocheckpoint', 'trusted_schema'];
    expect(settings.map((name) => [name, readPragma(db, name)])).toEqual([
      ['journal_mode', 'wal'],
      ['synchronous', 2],
      ['secure_delete', 1],
      ['wal_autocheckpoint', 10_000],
      ['trusted_schema', 0],
    ]);
  });

  it('that reads cannot write', () => {
    using folder = scratchFolder();
    using writer = openConnection({ path: folder.file('a.db'), access: 'write' });
    writer.exec('create table t (a integer)');
    using reader = openConnection({ path: folder.file('a.db'), access: 'read' });
    expect(() => reader.exec('insert into t values (1)')).toThrow('readonly');
  });

  it('takes double quotes for names only, never for text', () => {
    using db = openConnection({ path: ':memory:', access: 'write' });
    expect(() => db.exec('select "nothing of that name"')).toThrow('no such column');
  });

  it.each(['3.51.3', '3.51.10', '3.52.0', '4.0.0'])('SQLite %s is new enough', (version) => {
    expect(() => refuseOldVersion(version)).not.toThrow();
  });

  it.each(['3.51.2', '3.50.9', '3.7.0', '2.99.99', ''])('SQLite "%s" is refused', (version) => {
    expect(() => refuseOldVersion(version)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});
