import { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../../store-error.ts';

/** Older ones can corrupt a WAL database that two connections share (the WAL-reset bug). */
const VERSION_MIN = [3, 51, 3] as const;
/** SQLite's own default of 1,000 pages made the worst commit take 159 ms instead of 18 ms. */
const AUTO_CHECKPOINT_PAGES = 10_000;
/** To what the log shrinks when a checkpoint has emptied it. */
const LOG_BYTES_KEPT = 64 * 1024 * 1024;
const WRITER_CACHE_KIB = 32 * 1024;
const READER_CACHE_KIB = 8 * 1024;

/** How one connection is opened. */
export interface ConnectionOptions {
  /** `:memory:` for simulations and plan tests. */
  readonly path: string;
  readonly access: 'write' | 'read';
  /** Upper bound of the file; beyond it writes are refused as `full`. */
  readonly databaseBytesMax?: number;
}

/**
 * Opens a connection and proves its settings by reading them back; throws StoreError `unsupported` when one did not take. Waits for
 * no lock: there is one writer, and whoever else holds one has no business here.
 */
export function openConnection(options: ConnectionOptions): DatabaseSync {
  refuseOldVersion(process.versions.sqlite ?? '0');
  const isWriter = options.access === 'write';
  const db = new DatabaseSync(options.path, {
    readOnly: !isWriter,
    timeout: 0,
    allowExtension: false,
    enableDoubleQuotedStringLiterals: false,
    enableForeignKeyConstraints: false,
  });
  try {
    db.exec('pragma trusted_schema = off');
    db.exec('pragma temp_store = memory');
    db.exec(`pragma cache_size = ${-(isWriter ? WRITER_CACHE_KIB : READER_CACHE_KIB)}`);
    if (isWriter) prepareForWriting(db, options);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareForWriting(db: DatabaseSync, options: ConnectionOptions): void {
  const isFile = options.path !== ':memory:';
  if (isFile) {
    db.exec('pragma journal_mode = wal');
    mustRead(db, 'journal_mode', 'wal');
  }
  db.exec('pragma synchronous = full');
  mustRead(db, 'synchronous', 2);
  // fsync on macOS does not reach the disk; this does. Nothing happens elsewhere.
  db.exec('pragma fullfsync = on');
  db.exec('pragma secure_delete = on');
  mustRead(db, 'secure_delete', 1);
  db.exec('pragma cell_size_check = on');
  db.exec(`pragma wal_autocheckpoint = ${AUTO_CHECKPOINT_PAGES}`);
  db.exec(`pragma journal_size_limit = ${LOG_BYTES_KEPT}`);
  if (options.databaseBytesMax !== undefined) {
    const pageBytes = Number(readPragma(db, 'page_size'));
    db.exec(`pragma max_page_count = ${Math.max(1, Math.floor(options.databaseBytesMax / pageBytes))}`);
  }
}

function mustRead(db: DatabaseSync, pragma: string, expected: string | number): void {
  const actual = readPragma(db, pragma);
  if (actual === expected) return;
  throw new StoreError(
    'unsupported',
    `SQLite did not accept ${pragma} = ${expected} (it is ${String(actual)}): put the database on a local disk, not on a network file system.`,
  );
}

/** The value of a pragma now. */
export function readPragma(db: DatabaseSync, pragma: string): unknown {
  const row = db.prepare(`pragma ${pragma}`).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/** Throws StoreError `unsupported` when this SQLite is older than the one that keeps what it was given. */
export function refuseOldVersion(version: string): void {
  const parts = version.split('.').map(Number);
  for (const [n, least] of VERSION_MIN.entries()) {
    const part = parts[n] ?? 0;
    if (part > least) return;
    if (part < least) {
      throw new StoreError(
        'unsupported',
        `SQLite ${version} can lose data in WAL mode: run a Node that brings SQLite ${VERSION_MIN.join('.')} or later.`,
      );
    }
  }
}
