/**
 * What can go wrong with keys, beyond any caller's power:
 * `sealed_unreadable` (a sealed secret does not open: its scope sends nothing), `scope_closed` (the account or endpoint is gone),
 * `scope_unsettled` (its secrets change faster than they can be read), `master_keys_refused` (malformed, missing, readable by
 * others, or not the ones that sealed this database: the process must not start).
 */
export type KeyringErrorCode =
  | 'sealed_unreadable'
  | 'scope_closed'
  | 'scope_unsettled'
  | 'master_keys_refused';

/** Thrown by the keyring; its message is a whole sentence that says how to mend it, and never holds key material. */
export class KeyringError extends Error {
  readonly code: KeyringErrorCode;

  constructor(code: KeyringErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'KeyringError';
    this.code = code;
  }
}
