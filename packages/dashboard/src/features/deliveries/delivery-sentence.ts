import type { Attempt, Delivery, Endpoint } from '../../api/models.ts';

/** Attempts of one generation; the schedule of the server. */
export const ATTEMPTS_MAX = 12;

/** Where a delivery stands, in the one sentence that explains it. */
export type DeliverySentence =
  | { readonly key: 'delivered'; readonly status: number; readonly attempts: number }
  | { readonly key: 'waitingFirst' | 'waitingPaused' }
  | {
      readonly key: 'waitingStatus';
      readonly status: number;
      readonly attempts: number;
      readonly nextAt: string;
    }
  | {
      readonly key: 'waitingCause';
      readonly cause: Attempt['cause'];
      readonly attempts: number;
      readonly nextAt: string;
    }
  /** A retry by hand has begun the count anew. */
  | { readonly key: 'waitingAgain'; readonly nextAt: string }
  | { readonly key: 'deadExhausted'; readonly attempts: number }
  | { readonly key: 'deadPoison' | 'deadEndpoint' | 'deadAccount' | 'deadExpired' };

const DEAD = {
  poison: 'deadPoison',
  endpoint_deleted: 'deadEndpoint',
  account_deleted: 'deadAccount',
  expired: 'deadExpired',
} as const;

/** Chooses the sentence. `endpoint` is undefined when it was deleted, or is not known yet. */
export function deliverySentence(
  delivery: Delivery,
  last: Attempt | undefined,
  endpoint: Pick<Endpoint, 'paused'> | undefined,
): DeliverySentence {
  const { status, attempt_count: attempts, next_attempt_at: nextAt } = delivery;
  if (status === 'delivered') return { key: 'delivered', status: last?.status_code ?? 200, attempts };
  if (status === 'dead') {
    const reason = delivery.dead_reason;
    if (reason === null || reason === 'exhausted') return { key: 'deadExhausted', attempts };
    return { key: DEAD[reason] };
  }
  if (endpoint?.paused === true) return { key: 'waitingPaused' };
  if (last === undefined || nextAt === null) return { key: 'waitingFirst' };
  if (delivery.generation > 1) return { key: 'waitingAgain', nextAt };
  if (last.status_code !== null) return { key: 'waitingStatus', status: last.status_code, attempts, nextAt };
  return { key: 'waitingCause', cause: last.cause, attempts, nextAt };
}
