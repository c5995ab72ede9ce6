import { QUOTED_CHARS_MAX } from './limits.ts';

/**
 * Every reason for which a request, or a secret, is refused, with the HTTP status to answer.
 *
 * 400 and 401 put the blame on the request. 409 says that this very attempt was here before: its sender loses nothing, as a
 * retry carries a new timestamp. 500 is a fault on the receiver's side (a secret or a body parser), so the sender tries again
 * later, when it has been mended.
 */
export const statusByCode = {
  missing_header: 401,
  unsigned: 401,
  bad_id: 400,
  bad_timestamp: 400,
  bad_signature: 400,
  unsupported_signature: 401,
  timestamp_too_old: 401,
  timestamp_in_future: 401,
  unknown_key: 401,
  body_changed: 401,
  signature_mismatch: 401,
  replayed: 409,
  body_too_large: 413,
  body_already_read: 500,
  body_not_raw: 500,
  bad_secret: 500,
} as const;

/** Why a request or a secret was refused. Closed: a `switch` over it can be exhaustive. */
export type VerificationErrorCode = keyof typeof statusByCode;

/**
 * Thrown for every refusal. `message` and `fix` are for your own log and never hold a secret or a body; send the sender
 * `status` and `code` only.
 */
export class WebhookVerificationError extends Error {
  override readonly name = 'WebhookVerificationError';
  /** Stable and meant for programs. */
  readonly code: VerificationErrorCode;
  /** The HTTP status to answer with. */
  readonly status: number;
  /** What to do about it, in one or two sentences. */
  readonly fix: string;

  constructor(code: VerificationErrorCode, message: string, fix: string) {
    super(message);
    this.code = code;
    this.status = statusByCode[code];
    this.fix = fix;
  }
}

/** A value that came from outside, made safe for a log line: quoted, printable ASCII only, cut short. */
export function quoted(value: string): string {
  const printable = value.slice(0, QUOTED_CHARS_MAX).replace(/[^ -~]/g, '?');
  return value.length > QUOTED_CHARS_MAX ? `"${printable}…"` : `"${printable}"`;
}
