import { StoreError, type StoreErrorCode } from '../../store-error.ts';

/** A failure as it crosses from a database thread to the main thread: plain data. */
export interface Failure {
  /** Absent when it is not the database's doing: a broken constraint, a bug of ours. */
  readonly code?: StoreErrorCode;
  readonly message: string;
  /** Whether the process must end: what is on disk is unknown until the database is opened anew. */
  readonly isFatal: boolean;
}

// Primary result codes, https://www.sqlite.org/rescode.html; the low byte of an extended code.
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** What SQLite's refusal means for the store; `where` is the database's file, as people know it. */
export function failureOf(error: unknown, where: string): Failure {
  if (error instanceof StoreError) return { code: error.code, message: error.message, isFatal: false };
  const message = error instanceof Error ? error.message : String(error);
  const errcode = errcodeOf(error);
  if (errcode === undefined) return { message, isFatal: false };
  const said = `SQLite said "${message}" (${errcode})`;
  switch (errcode & 0xff) {
    case IOERR:
    case CORRUPT:
    case NOTADB:
    case CANTOPEN:
      return {
        code: 'io_error',
        message: `Reading or writing ${where} failed: ${said}. What is on disk is known only after a restart: this process ends now. Look into the disk and the kernel's log.`,
        isFatal: true,
      };
    case FULL:
      return {
        code: 'full',
        message: `There is no space left for ${where}: free some and send again; nothing of this write was stored.`,
        isFatal: false,
      };
    case READONLY:
      return {
        code: 'read_only',
        message: `${where} cannot be written: mount its file system for writing, and let this process's user own the file. ${said}.`,
        isFatal: false,
      };
    case BUSY:
    case LOCKED:
      return {
        code: 'unavailable',
        message: `Another program holds a lock on ${where}: close it (a sqlite3 shell, a backup by file copy) and send again.`,
        isFatal: false,
      };
    case NOMEM:
      return { code: 'unavailable', message: `SQLite is out of memory: ${said}.`, isFatal: false };
    default:
      return { message: said, isFatal: false };
  }
}

/** A failure as the main thread throws it. */
export function errorOf(failure: Failure): Error {
  return failure.code === undefined
    ? new Error(failure.message)
    : new StoreError(failure.code, failure.message);
}

/** SQLite's extended result code, when the error is node:sqlite's. */
function errcodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}
