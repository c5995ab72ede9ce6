/**
 * What can go wrong with the database itself, beyond any caller's power:
 * `unavailable` (gone, or did not answer in time), `full` (no space left), `read_only`, `io_error` (the process must end: a commit
 * after a failed fsync proves nothing), `held` (another process has it), `newer_schema`, `older_schema` (and its opener does not want it
 * brought up to date), `bad_url`, `unsupported`.
 */
export type StoreErrorCode =
  | 'unavailable'
  | 'full'
  | 'read_only'
  | 'io_error'
  | 'held'
  | 'newer_schema'
  | 'older_schema'
  | 'bad_url'
  | 'unsupported';

/** Thrown by every verb of a store when the database fails; carries a `code`, one mending sentence, and the `cause`. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StoreError';
    this.code = code;
  }
}
