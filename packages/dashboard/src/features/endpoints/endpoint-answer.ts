import type { Attempt, Endpoint } from '../../api/models.ts';

/** What is known of an endpoint from the last request to it; it never claims more. */
export type EndpointAnswer =
  | { readonly kind: 'paused' }
  /** Nothing was sent to it yet. */
  | { readonly kind: 'no-request' }
  /** The last answer is older than the last change of its settings, and says nothing about them. */
  | { readonly kind: 'no-answer' }
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly isAccepted: boolean;
      /** Keys that signed the request, active first; empty: unsigned. */
      readonly keyIds: readonly string[];
      readonly at: string;
    }
  | {
      readonly kind: 'failed';
      readonly cause: Attempt['cause'];
      readonly keyIds: readonly string[];
      readonly at: string;
    };

/** Reads an endpoint's state off its last attempt since its last change. */
export function endpointAnswer({ paused, last_attempt: last }: Endpoint): EndpointAnswer {
  if (paused) return { kind: 'paused' };
  if (last === null) return { kind: 'no-request' };
  if (!last.after_last_change) return { kind: 'no-answer' };
  const { cause, status_code: status, key_ids: keyIds, started_at: at } = last;
  if (status === null) return { kind: 'failed', cause, keyIds, at };
  return { kind: 'answered', status, isAccepted: cause === 'ok', keyIds, at };
}

/** The host and path of a URL, which is how people know an endpoint; the whole text where that makes no sense. */
export function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

/** Endpoints whose last answer was no success come first; the order is kept otherwise. */
export function troubledFirst(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const isTroubled = (endpoint: Endpoint): boolean => {
    const answer = endpointAnswer(endpoint);
    return answer.kind === 'failed' || (answer.kind === 'answered' && !answer.isAccepted);
  };
  return endpoints.toSorted((a, b) => Number(isTroubled(b)) - Number(isTroubled(a)));
}
