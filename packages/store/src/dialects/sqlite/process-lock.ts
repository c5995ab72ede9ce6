import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../store-error.ts';
import { failureOf } from './sqlite-failure.ts';
import { prepareLockFile, type SqliteLocation } from './sqlite-location.ts';

/** A held process lock. */
export interface ProcessLock {
  release(): void;
}

/**
 * Takes the lock that proves one process per database: a `begin exclusive` kept open on a database of its own. The kernel frees it
 * with the process, `kill -9` included. Throws StoreError `held` when another process has it, naming that process if it can.
 *
 * Once it is there, the lock file is opened by SQLite alone: closing any other handle of it in this process would drop the lock.
 */
export function takeProcessLock(location: SqliteLocation): ProcessLock {
  const { path, lockPath, holderPath } = location;
  let db: DatabaseSync | undefined;
  try {
    prepareLockFile(lockPath);
    db = new DatabaseSync(lockPath, { timeout: 0, allowExtension: false });
    db.exec('begin exclusive');
  } catch (cause) {
    db?.close();
    const failure = failureOf(cause, lockPath);
    if (failure.code !== 'unavailable') {
      throw new StoreError(
        'unavailable',
        `${lockPath} cannot be locked: let this process's user write to its folder, on a local disk. ${failure.message}`,
        { cause },
      );
    }
    throw new StoreError(
      'held',
      `${path} is in use by ${holderOf(holderPath)} (it holds ${lockPath}): stop that process, or give this one another DATABASE_URL.`,
    );
  }
  const held = db;
  writeFileSync(holderPath, `${process.pid}\n`, { mode: 0o600 });
  return {
    release() {
      if (!held.isOpen) return;
      rmSync(holderPath, { force: true });
      held.close();
    },
  };
}

function holderOf(holderPath: string): string {
  try {
    const pid = Number.parseInt(readFileSync(holderPath, 'utf8'), 10);
    return Number.isSafeInteger(pid) ? `process ${pid}` : 'another process';
  } catch {
    // The holder has the lock and has not written its number yet.
    return 'another process';
  }
}
