/** Small files that only their owner may read: the master keys and the admin key in the data folder. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Why a private file was not read or made, with a sentence that says how to mend it. */
export class PrivateFileError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'PrivateFileError';
  }
}

/** A file's text, or undefined when there is no such file. Throws PrivateFileError when it cannot be read or others can read it. */
export function readPrivateFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unreadable(path, error);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile())
      throw new PrivateFileError(`${path} is not a file; move it away and put the key file there.`);
    // Windows has no such bits: there the folder's own rights are all that protects it.
    if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8).padStart(4, '0');
      throw new PrivateFileError(`${path} can be read by others (mode ${mode}); run: chmod 600 ${path}`);
    }
    return readFileSync(descriptor, 'utf8');
  } catch (error) {
    if (error instanceof PrivateFileError) throw error;
    throw unreadable(path, error);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Makes a file with mode 0600 and waits until it is on disk, with its name. Throws PrivateFileError, also when there is one already: a
 * key is never written over.
 */
export function writePrivateFile(path: string, text: string): void {
  if (existsSync(path)) {
    throw new PrivateFileError(`${path} exists already; it is never written over. Move it away first.`);
  }
  const draft = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(draft, { force: true });
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    // Named only when it is whole: a process that dies here must not leave an empty key file for the next start.
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw new PrivateFileError(
      `${path} could not be written (${codeOf(error) ?? 'unknown error'}); make its folder writable for this user.`,
      { cause: error },
    );
  }
}

/** Makes the names in a folder durable. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(path: string, cause: unknown): PrivateFileError {
  return new PrivateFileError(
    `${path} could not be read (${codeOf(cause) ?? 'unknown error'}); give it to this user: chown and chmod 600 ${path}`,
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
