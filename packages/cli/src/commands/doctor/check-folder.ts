import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { existingFilesOf } from '@keyturn/server';
import { type Finding, failed, fine, warning } from './finding.ts';

const MEBIBYTE = 1024 * 1024;
/** Below this a busy installation may fill the disk within the hour. */
const FREE_BYTES_WARNED = 1024 * MEBIBYTE;
const FREE_BYTES_MIN = 100 * MEBIBYTE;
/** Every commit waits for one: 10 ms is what a plain hard disk takes. */
const FSYNC_MS_WARNED = 10;
const FSYNC_ROUNDS = 21;
const FSYNC_BYTES = 4096;

/** The folder of keys and, on SQLite, of the database: who can read it, how much room it has, how long an fsync takes. */
export function checkFolder(folder: string): readonly Finding[] {
  if (!existsSync(folder)) {
    return [warning('data folder', `${folder} does not exist.`, 'the first start of keyturn serve makes it')];
  }
  return [checkFolderMode(folder), checkFreeSpace(folder), checkFsync(folder)];
}

function checkFolderMode(folder: string): Finding {
  const stat = statSync(folder);
  if (!stat.isDirectory())
    return failed('data folder', `${folder} is not a folder.`, 'set KEYTURN_DATA_DIR to one');
  if (!isOpenToOthers(stat.mode)) return fine('data folder', `${folder}, for its owner alone`);
  return warning(
    'data folder',
    `${folder} can be entered by others (mode ${octal(stat.mode)}).`,
    `chmod 700 ${folder}`,
  );
}

function checkFreeSpace(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  const shown = `${Math.floor(freeBytes / MEBIBYTE).toLocaleString('en')} MiB free`;
  if (freeBytes >= FREE_BYTES_WARNED) return fine('free space', shown);
  const judge = freeBytes >= FREE_BYTES_MIN ? warning : failed;
  return judge(
    'free space',
    shown,
    'free some: a full disk stops the API with storage_full, and nothing is lost until then',
  );
}

/** Measured as a commit does it: write, then wait for the disk. The median, since the first ones may meet a busy disk. */
function checkFsync(folder: string): Finding {
  const path = join(folder, `doctor.${process.pid}.tmp`);
  const times: number[] = [];
  try {
    const descriptor = openSync(path, 'wx', 0o600);
    try {
      const bytes = Buffer.alloc(FSYNC_BYTES);
      for (let round = 0; round < FSYNC_ROUNDS; round++) {
        const startedAt = performance.now();
        writeSync(descriptor, bytes);
        fsyncSync(descriptor);
        times.push(performance.now() - startedAt);
      }
    } finally {
      closeSync(descriptor);
      rmSync(path, { force: true });
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return failed(
      'fsync',
      `Nothing can be written in ${folder} (${code}).`,
      'give the folder to the user that runs Keyturn',
    );
  }
  const medianMs = times.sort((a, b) => a - b)[Math.floor(FSYNC_ROUNDS / 2)] ?? 0;
  const shown = `${medianMs.toFixed(2)} ms (median of ${FSYNC_ROUNDS})`;
  if (medianMs <= FSYNC_MS_WARNED) return fine('fsync', shown);
  return warning('fsync', shown, 'put the data folder on a faster disk: every commit waits for one fsync');
}

/** Files that only their owner may read. Keyturn does not start with a key file that others can read. */
export function checkFiles(folder: string, databasePath: string | undefined): readonly Finding[] {
  const files = [
    ...['master-keys', 'admin-key'].map((name) => join(folder, name)).filter((path) => existsSync(path)),
    ...(databasePath === undefined ? [] : existingFilesOf(databasePath)),
  ];
  const open = files
    .map((path) => ({ path, mode: statSync(path).mode }))
    .filter(({ mode }) => isOpenToOthers(mode));
  if (open.length > 0) {
    return open.map(({ path, mode }) =>
      failed('file modes', `${path} can be read by others (mode ${octal(mode)}).`, `chmod 600 ${path}`),
    );
  }
  return files.length === 0 ? [] : [fine('file modes', `${files.length} files, for their owner alone`)];
}

function isOpenToOthers(mode: number): boolean {
  // Windows has no such bits.
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
