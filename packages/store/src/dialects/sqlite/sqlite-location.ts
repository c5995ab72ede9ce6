import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '../../store-error.ts';

/** Where an embedded database lies: its file, and beside it the lock and the note of who holds it. */
export interface SqliteLocation {
  readonly path: string;
  readonly lockPath: string;
  readonly holderPath: string;
}

/** Reads `sqlite:<path>`; throws StoreError `bad_url` with how to write it. */
export function parseSqliteUrl(url: string): string {
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  const problem = problemOf(path);
  if (problem === undefined) return path;
  throw new StoreError(
    'bad_url',
    `The database URL ${problem}: write sqlite:./data/keyturn.db, or sqlite:/var/lib/keyturn/keyturn.db.`,
  );
}

function problemOf(path: string): string | undefined {
  if (path === '' || path.endsWith('/')) return 'names no file after "sqlite:"';
  if (path.startsWith('//')) return 'has two slashes before a relative path';
  if (path.includes(':memory:')) return 'asks for a database in memory, which would lose every event';
  if (/[?#\0]/.test(path)) return 'has characters that a file name here may not have (?, #)';
  return undefined;
}

/**
 * Makes the folder (mode 0700) when it is missing, and gives the names. The folder is resolved through links, so that two ways to one
 * folder meet at one lock.
 */
export function prepareLocation(given: string): SqliteLocation {
  const wanted = resolve(given);
  const folder = dirname(wanted);
  try {
    const firstMade = mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (firstMade !== undefined) syncFolder(dirname(firstMade));
    const path = existsSync(wanted) ? realpathSync(wanted) : join(realpathSync(folder), basename(wanted));
    if (existsSync(path) && !statSync(path).isFile()) {
      throw new StoreError('bad_url', `${path} is not a file: name a database file in DATABASE_URL.`);
    }
    return locationOf(path);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(
      'unavailable',
      `The folder ${folder} cannot be made or read: let this process's user write there, or change DATABASE_URL.`,
      { cause },
    );
  }
}

function locationOf(path: string): SqliteLocation {
  const stem = path.replace(/\.(db|sqlite3?)$/, '');
  return { path, lockPath: `${stem}.lock`, holderPath: `${stem}.holder` };
}

/** Every file of the embedded database `given` that exists now: what only its owner may read. */
export function existingFilesOf(given: string): readonly string[] {
  const wanted = resolve(given);
  const { path, lockPath, holderPath } = locationOf(existsSync(wanted) ? realpathSync(wanted) : wanted);
  const ofSqlite = [path, lockPath].flatMap((file) => [
    file,
    `${file}-wal`,
    `${file}-shm`,
    `${file}-journal`,
  ]);
  return [...ofSqlite, holderPath].filter((file) => existsSync(file));
}

/**
 * Makes the lock file with mode 0600, which SQLite gives to its journal as well; one that an older version made is closed to others. Only
 * a file that was not there is opened here, so that no lock on it can be dropped.
 */
export function prepareLockFile(lockPath: string): void {
  if (!existsSync(lockPath)) createPrivateFile(lockPath);
  else if ((statSync(lockPath).mode & 0o077) !== 0) chmodSync(lockPath, 0o600);
}

/** Two processes may start at once: of `wx` one fails, and the file is there all the same. */
function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}

/**
 * Makes an empty database file with mode 0600, and has its name on disk. Only while the lock is held and before SQLite opens the file:
 * closing any handle of a file drops every lock that this process has on it.
 */
export function createDatabaseFile(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'wx', 0o600));
    syncFolder(dirname(path));
  } catch (cause) {
    throw new StoreError(
      'unavailable',
      `The database ${path} cannot be made: let this process's user write to its folder.`,
      { cause },
    );
  }
}

/** For whoever only looks: throws StoreError `older_schema` where `createDatabaseFile` would make a file. */
export function refuseMissingFile(path: string): void {
  if (existsSync(path)) return;
  throw new StoreError(
    'older_schema',
    `The database ${path} does not exist: the first start of keyturn serve makes it.`,
  );
}

/** Makes sure that a new name in `folder` survives a power cut. */
function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
