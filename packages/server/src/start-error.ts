import { StoreError } from '@keyturn/store';
import { KeyringError } from './keyring/keyring-error.ts';
import { PrivateFileError } from './keyring/private-file.ts';

/**
 * How `serve` ends, after sysexits.h: 74 the disk or database failed under it, 75 another process holds what it needs, 78 the
 * configuration is wrong.
 */
export type StartExitCode = 74 | 75 | 78;

/** Why a process does not start or cannot go on: one sentence that says how to mend it, and the exit code. */
export class StartError extends Error {
  readonly exitCode: StartExitCode;

  constructor(exitCode: StartExitCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/** The start error for something thrown while an app is opened; undefined for what no person's mending helps: a bug. */
export function startErrorOf(error: unknown): StartError | undefined {
  if (error instanceof StartError) return error;
  if (error instanceof StoreError) return new StartError(exitCodeOf(error), error.message, { cause: error });
  if (error instanceof KeyringError || error instanceof PrivateFileError) {
    return new StartError(78, error.message, { cause: error });
  }
  return undefined;
}

function exitCodeOf(error: StoreError): StartExitCode {
  switch (error.code) {
    case 'bad_url':
    case 'unsupported':
    case 'newer_schema':
    case 'older_schema':
      return 78;
    case 'held':
      return 75;
    default:
      return 74;
  }
}
