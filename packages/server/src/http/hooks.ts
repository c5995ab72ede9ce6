/** What happens around every request: headers of the answer, authorisation before the body is read, counting when it is over. */
import type { FastifyInstance, onRequestHookHandler, onResponseHookHandler } from 'fastify';
import { makeAuthoriseHook } from './auth/authorise.ts';
import type { FailedAttempts } from './auth/failed-attempts.ts';
import type { SessionAuthenticator } from './auth/session-principal.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError, retryAfter } from './problem.ts';
import './request-facts.ts';

/** What a caller waits before asking the next process, when this one is going. */
const SHUTDOWN_RETRY_SECONDS = 2;

/** Adds the hooks. Routes that come after get theirs as they are added, each with its own facts in reach. */
export function addHooks(
  app: FastifyInstance,
  deps: HttpDeps,
  failedAttempts: FailedAttempts,
  sessions: SessionAuthenticator,
): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });

  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('cache-control', 'no-store');
    if (!isClosing) {
      done();
      return;
    }
    const detail = 'This process is shutting down.';
    done(new ProblemError({ code: 'shutting_down', detail, ...retryAfter(SHUTDOWN_RETRY_SECONDS) }));
  });

  app.addHook('onRoute', (route) => {
    const operation = route.config?.operation;
    route.onResponse = makeCountHook(deps, operation?.operationId ?? 'other');
    if (operation === undefined) return;
    const hooks = [makeAuthoriseHook(operation, deps, failedAttempts, sessions)];
    if (operation.admission === 'asked') hooks.push(makeAdmissionHook(deps));
    route.onRequest = hooks;
  });
}

/** Asks the committer whether it takes more, before the body of a publish is read. */
function makeAdmissionHook(deps: Pick<HttpDeps, 'admission'>): onRequestHookHandler {
  return (_request, _reply, done) => {
    const full = deps.admission();
    if (full === undefined) {
      done();
      return;
    }
    const detail = 'Events arrive faster than the database stores them; this one was not read.';
    done(new ProblemError({ code: 'backlog_full', detail, ...retryAfter(full.retryAfterSeconds) }));
  };
}

function makeCountHook(deps: Pick<HttpDeps, 'metrics'>, operationId: string): onResponseHookHandler {
  const metrics = deps.metrics.operation(operationId);
  return (_request, reply, done) => {
    metrics.answered(reply.statusCode, reply.elapsedTime / 1000);
    done();
  };
}
