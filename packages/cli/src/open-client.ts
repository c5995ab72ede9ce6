/** The client of a command: it gives up after `--timeout`, and says in one sentence why nobody answers. */
import { type Client, createClient } from '@keyturn/client';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Settings } from './settings.ts';

/** Tries beside the first, and the longest wait for one: a person waits at the other end. */
const RETRY = { retries: 2, waitMsMax: 2_000 };

/** A client of the server that the settings name. Throws CommandError 7 when it cannot be reached, or is not Keyturn. */
export function openClient({ url, apiKey }: Settings, timeoutSeconds: number): Client {
  let deadlineAt = 0;
  const client = createClient({
    url,
    apiKey,
    retry: RETRY,
    async fetch(request) {
      const remainingMs = deadlineAt - performance.now();
      const response = await within(remainingMs, (signal) => fetchWhole(request, signal)).catch(
        (error: unknown) => {
          throw error === TIMED_OUT ? timedOut(url, timeoutSeconds) : unreachable(url, error);
        },
      );
      if (response.ok && !isFromKeyturn(response)) throw unexpected(url, response.status);
      return response;
    },
  });
  // Commands ask one thing after the other; the tries of one thing share its time.
  client.http.use({
    onRequest() {
      deadlineAt = performance.now() + timeoutSeconds * 1000;
      return undefined;
    },
  });
  return client;
}

const TIMED_OUT = Symbol('timed out');

/**
 * Rejects with TIMED_OUT after `ms`. A timer of our own and not `AbortSignal.timeout` alone: a signal that reaches fetch through copies of
 * a Request is held weakly, and one that was collected never fires.
 */
async function within<T>(ms: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      controller.abort();
      late.reject(TIMED_OUT);
    },
    Math.max(0, ms),
  );
  try {
    return await Promise.race([act(controller.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer with all of its body: an answer that stops in the middle is late as well. */
async function fetchWhole(request: Request, signal: AbortSignal): Promise<Response> {
  const response = await globalThis.fetch(request, { signal });
  if (response.body === null) return response;
  const { status, headers } = response;
  return new Response(await response.arrayBuffer(), { status, headers });
}

/** Another program on that port answers 200 as well: a web page, an empty answer. */
function isFromKeyturn(response: Response): boolean {
  return response.status === 204 || (response.headers.get('content-type') ?? '').includes('json');
}

function unexpected(url: string, status: number): CommandError {
  return new CommandError(
    EXIT.unreachable,
    'unexpected_answer',
    `${url} answered ${status}, and not as Keyturn does.`,
    { mend: 'name the server with --url, without /v1' },
  );
}

function timedOut(url: string, timeoutSeconds: number): CommandError {
  return new CommandError(
    EXIT.unreachable,
    'timed_out',
    `${url} did not answer within ${timeoutSeconds} s.`,
    {
      mend: 'try again, or give --timeout more time; what was asked may have been done',
    },
  );
}

function unreachable(url: string, error: unknown): CommandError {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new CommandError(EXIT.unreachable, 'unreachable', `Nothing answers at ${url}${code}.`, {
    mend: 'start it with: keyturn serve, or name another server with --url',
  });
}
