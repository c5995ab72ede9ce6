/** How a request is tried again: with the same idempotency key, as late as the server asks, and not for long. */

import { errorOf, KeyturnProblem } from './problem.ts';

/** A `fetch` as far as it is used here. */
export type Fetch = (request: Request) => Promise<Response>;

/** When and how often a request is tried again. */
export interface RetryOptions {
  /** Tries after the first one; 0 turns retries off. 3 by default. */
  readonly retries: number;
  /** Longest wait for one try, in milliseconds, whatever the server asks. 30,000 by default. */
  readonly waitMsMax: number;
}

export const RETRY_DEFAULTS: RetryOptions = { retries: 3, waitMsMax: 30_000 };

/** The first wait when the server names none; doubled each time, half of it left to chance. */
const BACKOFF_MS = 250;

/**
 * Wraps a fetch: tries again after 429, 503 and a failed connection, with the request as it was. A request that is not safe to repeat
 * when its answer was lost (a DELETE, whose repetition would find nothing; a creating POST without a key) is repeated only when the
 * server said that it did not take it.
 */
export function makeRetryingFetch(fetch: Fetch, options: RetryOptions): Fetch {
  return async (request) => {
    for (let retry = 0; ; retry++) {
      const isLast = retry >= options.retries;
      // The body of a request can be read once: each try but the last gets a copy.
      const outcome = await attempt(fetch, isLast ? request : request.clone());
      if (isLast || request.signal.aborted || !(await mayRepeat(request, outcome, retry))) {
        if ('response' in outcome) return outcome.response;
        throw outcome.error;
      }
      const waitMs = Math.min(waitMsOf(outcome, retry), options.waitMsMax);
      if ('response' in outcome) await outcome.response.body?.cancel();
      await pause(waitMs, request.signal);
    }
  };
}

type Outcome = { readonly response: Response } | { readonly error: unknown };

async function attempt(fetch: Fetch, request: Request): Promise<Outcome> {
  try {
    return { response: await fetch(request) };
  } catch (error) {
    return { error };
  }
}

async function mayRepeat(request: Request, outcome: Outcome, retry: number): Promise<boolean> {
  if ('error' in outcome) return isSafe(request);
  const { response } = outcome;
  switch (response.status) {
    case 429:
      return true;
    case 503:
      return isSafe(request) || ['overloaded', 'shutting_down'].includes(await codeOf(response));
    case 409:
      // The first try, whose answer was lost, is still at work: its answer will be ours.
      return retry > 0 && (await codeOf(response)) === 'idempotency_in_progress';
    default:
      return false;
  }
}

/** Acts that are the same done twice. Every other POST carries an idempotency key. */
const SAME_DONE_TWICE = /\/(activate|pause|resume)$/;

function isSafe(request: Request): boolean {
  if (request.method === 'DELETE') return false;
  if (request.method !== 'POST' || request.headers.has('idempotency-key')) return true;
  return SAME_DONE_TWICE.test(new URL(request.url).pathname);
}

async function codeOf(response: Response): Promise<string> {
  const error = await errorOf(response.clone());
  return error instanceof KeyturnProblem ? error.code : '';
}

function waitMsOf(outcome: Outcome, retry: number): number {
  const asked = 'response' in outcome ? outcome.response.headers.get('retry-after') : null;
  if (asked !== null && /^\d{1,6}$/.test(asked)) return Number(asked) * 1000;
  const backoffMs = BACKOFF_MS * 2 ** retry;
  return backoffMs / 2 + (Math.random() * backoffMs) / 2;
}

/** Waits, or ends with the signal's reason. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
