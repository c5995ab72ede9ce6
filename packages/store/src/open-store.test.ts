import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { EpochMs } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { existingFilesOf } from './dialects/sqlite/sqlite-location.ts';
import { openStore } from './open-store.ts';
import type { StoreError } from './store-error.ts';
import { openScratchStore, scratchFolder } from './test-scratch.ts';

/** The error that opening `url` ends in. */
async function refusalOf(url: string): Promise<StoreError> {
  const opened = openStore(url, {
    now: () => 1 as EpochMs,
    onFatal: () => {
      throw new Error('a store that never opened cannot fail later');
    },
  });
  return opened.then(
    () => {
      throw new Error(`${url} was opened`);
    },
    (error: StoreError) => error,
  );
}

describe('a database URL', () => {
  it.each([
    '',
    'keyturn.db',
    'mysql://somebody:hunter2@host/x',
    'postgres+ssl://somebody:hunter2@host/x',
    'sqlite:',
    'sqlite:./data/',
    'sqlite://data/keyturn.db',
    'sqlite::memory:',
    'sqlite:./keyturn.db?mode=ro',
    'sqlite:./key#turn.db',
  ])('"%s" is refused with a way to write it', async (url) => {
    const error = await refusalOf(url);
    expect(error.code).toBe('bad_url');
    expect(error.message).toMatch(/write sqlite:\.\/data\/keyturn\.db/);
    expect(error.message).not.toContain('hunter2');
  });

  it('that names a folder is refused', async () => {
    using folder = scratchFolder();
    expect(await refusalOf(`sqlite:${folder.path}`)).toMatchObject({ code: 'bad_url' });
  });

  it('with three slashes is an absolute path', async () => {
    using folder = scratchFolder();
    const store = await openStore(`sqlite://${folder.file('keyturn.db')}`, {
      now: () => 1 as EpochMs,
      onFatal: () => {},
    });
    await store.close();
    expect(existsSync(folder.file('keyturn.db'))).toBe(true);
  });

  it('whose folder cannot be made is refused with the folder named', async () => {
    using folder = scratchFolder();
    writeFileSync(folder.file('file'), '');
    const error = await refusalOf(`sqlite:${folder.file('file/data/keyturn.db')}`);
    expect(error.code).toBe('unavailable');
    expect(error.message).toContain(folder.file('file/data'));
  });
});

describe('an embedded database', () => {
  it('is made with its folders, for its owner alone', async () => {
    using folder = scratchFolder();
    await using _store = await openScratchStore(folder.file('new/data/keyturn.db'));
    const modeOf = (name: string) => statSync(folder.file(name)).mode & 0o777;
    expect(['new', 'new/data', 'new/data/keyturn.db', 'new/data/keyturn.db-wal'].map(modeOf)).toEqual([
      0o700, 0o700, 0o600, 0o600,
    ]);
  });

  it('has lock files for its owner alone, those that an older version made as well', async () => {
    using folder = scratchFolder();
    const modeOf = (name: string) => statSync(folder.file(name)).mode & 0o777;
    writeFileSync(folder.file('older.lock'), '', { mode: 0o644 });
    for (const name of ['keyturn', 'older']) {
      await using _store = await openScratchStore(folder.file(`${name}.db`));
      expect(modeOf(`${name}.lock`)).toBe(0o600);
      expect(modeOf(`${name}.holder`)).toBe(0o600);
      const known = existingFilesOf(folder.file(`${name}.db`)).map((path) =>
        path.slice(folder.path.length + 1),
      );
      expect(known.toSorted()).toEqual(
        readdirSync(folder.path)
          .filter((file) => file.startsWith(name))
          .toSorted(),
      );
      for (const file of known) expect([file, modeOf(file)]).toEqual([file, 0o600]);
    }
  });

  it('that is held is refused, with its file and holder named', async () => {
    using folder = scratchFolder();
    await using store = await openScratchStore(folder.file('keyturn.db'));
    const error = await refusalOf(`sqlite:${folder.file('keyturn.db')}`);
    expect(error.code).toBe('held');
    expect(error.message).toContain(folder.file('keyturn.db'));
    expect(error.message).toContain(`process ${process.pid}`);
    await store.checkWritable();
  });

  it('is held under whatever name it is reached', async () => {
    using folder = scratchFolder();
    mkdirSync(folder.file('real'));
    symlinkSync(folder.file('real'), folder.file('linked'));
    await using _store = await openScratchStore(folder.file('real/keyturn.db'));
    symlinkSync(folder.file('real/keyturn.db'), folder.file('other.db'));
    expect(await refusalOf(`sqlite:${folder.file('linked/keyturn.db')}`)).toMatchObject({ code: 'held' });
    expect(await refusalOf(`sqlite:${folder.file('other.db')}`)).toMatchObject({ code: 'held' });
  });

  it('is free again once it is closed, and holds up no other one in its folder', async () => {
    using folder = scratchFolder();
    await using _other = await openScratchStore(folder.file('other.db'));
    for (let n = 0; n < 2; n++) {
      const store = await openScratchStore(folder.file('keyturn.db'));
      await store.close();
    }
    expect(existsSync(folder.file('keyturn.holder'))).toBe(false);
  });

  it('that is no database at all is refused, and not held afterwards', async () => {
    using folder = scratchFolder();
    writeFileSync(
      folder.file('keyturn.db'),
      'a text that somebody keeps, far longer than a header '.repeat(100),
    );
    const url = `sqlite:${folder.file('keyturn.db')}`;
    for (const _again of [1, 2]) {
      const error = await refusalOf(url);
      expect(error.code).toBe('io_error');
      expect(error.message).toContain('file is not a database');
    }
  });
});
