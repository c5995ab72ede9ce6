/** Every error becomes a problem: what the edge threw, what the framework found, what the database did, and what nobody foresaw. */
import type { Socket } from 'node:net';
import { REQUEST_BYTES_MAX } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpDeps } from './http-deps.ts';
import { type Problem, ProblemError, problemJson, retryAfter, sendProblem } from './problem.ts';
import { PROBLEMS } from './problems.ts';

/** What a caller waits when the database does not answer. */
const STORE_RETRY_SECONDS = 2;

/** Sets the error handler and the not-found handler of an application. */
export function answerErrors(app: FastifyInstance, deps: Pick<HttpDeps, 'log'>): void {
  const methods = watchMethods(app);
  app.setErrorHandler((error: unknown, request, reply) => {
    const problem = problemOfError(error);
    if (PROBLEMS[problem.code].status >= 500 && problem.code !== 'shutting_down') {
      deps.log.error({ err: error, request_id: request.id, code: problem.code }, 'a request failed');
    }
    return sendProblem(request, reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const allowed = methods.of(request.url);
    if (allowed.length === 0) return sendProblem(request, reply, noSuchPath());
    return sendProblem(request, reply, {
      code: 'method_not_allowed',
      detail: `${request.method} is not a method of this path; ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'}.`,
      headers: { allow: allowed.join(', ') },
    });
  });
}

/** For faults that the framework finds before there is a route. */
export function answerFrameworkError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.header('x-request-id', request.id);
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cache-control', 'no-store');
  const isBadUrl = error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH';
  sendProblem(request, reply, isBadUrl ? noSuchPath() : problemOfError(error));
}

/** For what is no HTTP at all, or too much of it: written to the bare connection, which ends with it. */
export function answerMalformedHttp(
  error: Error & { code?: string },
  socket: Socket,
  deps: Pick<HttpDeps, 'random' | 'clock' | 'config'>,
): void {
  // The other side is gone: nobody to tell.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const problem = problemOfMalformed(error.code);
  const { status, title } = PROBLEMS[problem.code];
  const requestId = deps.random.makeId('req', deps.clock.wall());
  const body = JSON.stringify(problemJson(problem, deps.config.publicUrl, requestId));
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      `x-request-id: ${requestId}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

function problemOfMalformed(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'headers_too_large', detail: 'Request line and header fields exceed 16 KiB.' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'request_timeout', detail: 'The request did not arrive in time.' };
    default:
      return {
        code: 'invalid_request',
        detail: 'This is not HTTP/1.1 as it is written.',
        facts: { errors: [] },
      };
  }
}

/** The problem that an error stands for. */
function problemOfError(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof StoreError) return problemOfStoreError(error);
  const { code, statusCode } = error as { readonly code?: unknown; readonly statusCode?: unknown };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return {
        code: 'body_too_large',
        detail: `The request has more than ${REQUEST_BYTES_MAX} bytes.`,
        facts: { request_bytes_max: REQUEST_BYTES_MAX },
      };
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return {
        code: 'unsupported_media_type',
        detail: 'Send the body with `Content-Type: application/json`.',
      };
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return invalid('The body is not as long as `Content-Length` says.');
    default:
      // What the framework blames on the caller, and we have no better word for.
      if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
        return invalid('The request could not be read.');
      }
      return {
        code: 'internal_error',
        detail: 'Something broke in Keyturn; the log holds it under this request id.',
      };
  }
}

function problemOfStoreError(error: StoreError): Problem {
  if (error.code === 'full') {
    return { code: 'storage_full', detail: 'The database has no space left; nothing was stored.' };
  }
  return {
    code: 'store_unavailable',
    detail: 'The database did not answer; whether a change was stored is not known.',
    ...retryAfter(STORE_RETRY_SECONDS),
  };
}

function invalid(detail: string): Problem {
  return {
    code: 'invalid_request',
    detail,
    facts: { errors: [{ pointer: '', code: 'unreadable', detail }] },
  };
}

function noSuchPath(): Problem {
  return {
    code: 'not_found',
    detail: 'There is no such path; `/openapi.json` lists those there are.',
    facts: { what: 'path' },
  };
}

/** Remembers which methods each path takes, which the router does not tell. */
function watchMethods(app: FastifyInstance): { of(url: string): readonly string[] } {
  const patterns: { readonly path: RegExp; readonly method: string }[] = [];
  app.addHook('onRoute', ({ url, method }) => {
    const path = new RegExp(`^${url.replaceAll('.', '\\.').replace(/:[a-z_]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) patterns.push({ path, method: one });
  });
  return {
    of(url) {
      const path = url.split('?', 1)[0] ?? '';
      const found = patterns.filter((pattern) => pattern.path.test(path)).map(({ method }) => method);
      return [...new Set(found)].sort();
    },
  };
}
