import type { DeadReason } from './delivery.ts';
import { LANE_BACKOFF_MS_MAX } from './limits.ts';
import { parseRetryAfter } from './retry-after.ts';
import {
  nextAttemptDelayAfterRestMs,
  nextAttemptDelayMs,
  restWithJitterMs,
  scheduledDelayMs,
} from './retry-schedule.ts';
import { addMs, type EpochMs } from './time.ts';

/** Why an attempt had no usable response. */
export type FailureCause =
  /** The host name has no address, or the resolver did not answer. */
  | 'dns_failed'
  /** No connection: refused, unreachable, or given up. */
  | 'connect_failed'
  /** The certificate or the handshake was not acceptable. */
  | 'tls_failed'
  /** The deadline of the attempt passed before the head of the response. */
  | 'timeout'
  /** The connection was closed before the head of the response. */
  | 'connection_reset'
  /** What came back is not HTTP, or its head is too large. */
  | 'response_invalid'
  /** The address is not one that may be reached from here (see `target-policy.ts`). */
  | 'target_not_allowed';

/** What came of an attempt, in one word: the same in the API, rows, logs and metrics. */
export type AttemptCause =
  | FailureCause
  /** A 2xx. */
  | 'ok'
  /** A status that is neither success, nor redirect, nor gone. */
  | 'http_status'
  /** A 3xx, which is never followed: the signature was made for this receiver. */
  | 'redirect'
  /** A 410: the receiver wants no more. */
  | 'gone';

/** Whether a request may have reached the receiver: false when it ended before a connection stood. */
export function wasSent(cause: AttemptCause): boolean {
  switch (cause) {
    case 'dns_failed':
    case 'connect_failed':
    case 'tls_failed':
    case 'target_not_allowed':
      return false;
    default:
      return true;
  }
}

/** What the sender saw: a response as soon as its head was read, or why there was none. */
export type AttemptObservation =
  | { readonly type: 'response'; readonly status: number; readonly retryAfter?: string }
  | { readonly type: 'failure'; readonly cause: FailureCause };

/** What follows from an attempt, for its delivery and for the endpoint's lane. */
export interface AttemptDecision {
  readonly cause: AttemptCause;
  readonly next:
    | { readonly type: 'delivered' }
    | { readonly type: 'retry'; readonly dueAt: EpochMs }
    | { readonly type: 'dead'; readonly reason: DeadReason };
  /** What the whole endpoint does: pause until a person resumes it, or rest until a time. */
  readonly lane?: { readonly pause?: 'gone'; readonly holdUntil?: EpochMs };
}

/** What a decision depends on besides the observation. */
export interface AttemptFacts {
  /** Attempts of this generation, this one included. */
  readonly attempts: number;
  readonly now: EpochMs;
  /** 0 to 1, for the jitter. */
  readonly random: number;
}

/**
 * What follows from an attempt. A 2xx is delivered; everything else is tried again on schedule, and is dead (`exhausted`) after the
 * last attempt. A 410 pauses the endpoint and leaves the delivery waiting, due as soon as somebody resumes it. A 429, a 503 and any
 * failure with a valid Retry-After hold the endpoint's lane, and nothing goes out before the time that the receiver named.
 */
export function decideAfterAttempt(observation: AttemptObservation, facts: AttemptFacts): AttemptDecision {
  if (observation.type === 'failure') return retryOrDead(observation.cause, facts, undefined);
  const { status, retryAfter } = observation;
  if (status >= 200 && status <= 299) return { cause: 'ok', next: { type: 'delivered' } };
  if (status === 410) {
    return { cause: 'gone', next: { type: 'retry', dueAt: facts.now }, lane: { pause: 'gone' } };
  }
  const cause = status >= 300 && status <= 399 ? 'redirect' : 'http_status';
  return retryOrDead(cause, facts, restMsOf(status, retryAfter, facts.now));
}

/** The rest that a response asks for, in milliseconds; 0 when it does not say how long, undefined when it asks for none. */
function restMsOf(status: number, retryAfter: string | undefined, now: EpochMs): number | undefined {
  const restMs = retryAfter === undefined ? undefined : parseRetryAfter(retryAfter, now);
  return restMs ?? (status === 429 || status === 503 ? 0 : undefined);
}

function retryOrDead(cause: AttemptCause, facts: AttemptFacts, restMs: number | undefined): AttemptDecision {
  const { attempts, now, random } = facts;
  const delayMs =
    restMs === undefined
      ? nextAttemptDelayMs(attempts, random)
      : nextAttemptDelayAfterRestMs(attempts, restMs, random);
  const next: AttemptDecision['next'] =
    delayMs === undefined
      ? { type: 'dead', reason: 'exhausted' }
      : { type: 'retry', dueAt: addMs(now, delayMs) };
  if (restMs === undefined) return { cause, next };
  const backoffMs = Math.min(scheduledDelayMs(attempts) ?? LANE_BACKOFF_MS_MAX, LANE_BACKOFF_MS_MAX);
  const holdUntil = addMs(now, restWithJitterMs(Math.max(backoffMs, restMs), random));
  return { cause, next, lane: { holdUntil } };
}
