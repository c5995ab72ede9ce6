import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../store-error.ts';
import { scratchFolder } from '../../test-scratch.ts';
import { openConnection } from './connection.ts';
import { errorOf, failureOf } from './sqlite-failure.ts';

/** What `provoke` throws, as the main thread would see it. */
function failureFrom(provoke: () => unknown) {
  try {
    provoke();
  } catch (error) {
    return failureOf(error, 'keyturn.db');
  }
  throw new Error('nothing was thrown');
}

/** An error as node:sqlite throws it, for what cannot be provoked without a broken disk. */
function sqliteError(errcode: number): Error {
  return Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode });
}

describe('what SQLite refuses', () => {
  it('for want of space is `full`, and the process lives on', () => {
    using folder = scratchFolder();
    const options = { path: folder.file('a.db'), access: 'write', databaseBytesMax: 20_000 } as const;
    using db = openConnection(options);
    db.exec('create table t (a blob)');
    const failure = failureFrom(() => db.exec('insert into t values (zeroblob(50000))'));
    expect(failure).toMatchObject({ code: 'full', isFatal: false });
    expect(failure.message).toContain('keyturn.db');
  });

  it('on a read-only database is `read_only`', () => {
    using folder = scratchFolder();
    openConnection({ path: folder.file('a.db'), access: 'write' }).close();
    using db = openConnection({ path: folder.file('a.db'), access: 'read' });
    const failure = failureFrom(() => db.exec('create table t (a)'));
    expect(failure).toMatchObject({ code: 'read_only', isFatal: false });
  });

  it('because another program holds a lock is `unavailable`', () => {
    using folder = scratchFolder();
    using shell = new DatabaseSync(folder.file('a.db'));
    using db = openConnection({ path: folder.file('a.db'), access: 'write' });
    shell.exec('begin immediate');
    expect(failureFrom(() => db.exec('begin immediate'))).toMatchObject({
      code: 'unavailable',
      isFatal: false,
    });
  });

  it('because the file is not its own is fatal', () => {
    using folder = scratchFolder();
    writeFileSync(folder.file('a.db'), 'no database '.repeat(1_000));
    const open = () => openConnection({ path: folder.file('a.db'), access: 'write' });
    expect(failureFrom(open)).toMatchObject({ code: 'io_error', isFatal: true });
  });

  // https://www.sqlite.org/rescode.html: IOERR_FSYNC, IOERR_WRITE, IOERR_SHMMAP, CORRUPT, CORRUPT_INDEX, CANTOPEN.
  it.each([1034, 778, 5386, 11, 779, 14])('with the result code %d is fatal', (errcode) => {
    expect(failureOf(sqliteError(errcode), 'keyturn.db')).toMatchObject({ code: 'io_error', isFatal: true });
  });

  it('because of a constraint is nobody’s failure but ours, and names the constraint', () => {
    using db = openConnection({ path: ':memory:', access: 'write' });
    db.exec('create table t (a integer, constraint never_above_nine check (a < 10))');
    const failure = failureFrom(() => db.exec('insert into t values (10)'));
    expect(failure).toMatchObject({ isFatal: false, message: expect.stringContaining('never_above_nine') });
    expect(errorOf(failure)).not.toBeInstanceOf(StoreError);
  });

  it('comes out with its code as a StoreError', () => {
    const error = errorOf(failureOf(sqliteError(1034), 'keyturn.db'));
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'io_error', message: expect.stringContaining('1034') });
  });
});
