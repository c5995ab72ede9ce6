import type { Attempt } from '../../api/models.ts';
import type { Messages } from '../../i18n/en/messages.ts';

/** What a person can do about an attempt's outcome: the key of a hint; undefined where there is nothing to say. */
export type AttemptHint = keyof Messages['deliveries']['hints'];

/** Statuses with which receivers refuse a signature. */
const SIGNATURE_REFUSALS = new Set([400, 401, 403]);

/** Chooses the hint for an attempt. */
export function attemptHint(attempt: Attempt): AttemptHint | undefined {
  const { cause, status_code: status } = attempt;
  if (cause === 'ok') return undefined;
  if (cause !== 'http_status') return cause;
  if (status === null) return undefined;
  if (SIGNATURE_REFUSALS.has(status)) {
    return attempt.key_ids.length === 0 ? 'refusedUnsigned' : 'refusedSignature';
  }
  if (status === 404) return 'notFound';
  if (status === 429 || status === 503) return 'tooMany';
  return status >= 500 ? 'serverError' : 'otherStatus';
}
