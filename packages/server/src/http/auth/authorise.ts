/** Who asks, and whether they may: decided from the head of a request, before its body is read. */
import { BEARER_KEY_CHARACTERS_MAX, FRESH_MS } from '@keyturn/core';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { isApiKeyText } from '../../operations/api-key-text.ts';
import type { Principal } from '../../operations/authenticate.ts';
import type { RouteFacts } from '../describe-route.ts';
import type { HttpDeps } from '../http-deps.ts';
import { type Problem, ProblemError, problemOf, retryAfter } from '../problem.ts';
import type { FailedAttempts } from './failed-attempts.ts';
import { asksFresh, type SessionAuthenticator } from './session-principal.ts';

/** The hook of one route: authenticates, authorises, and sets `request.principal`. */
export function makeAuthoriseHook(
  facts: RouteFacts,
  deps: Pick<HttpDeps, 'authenticate'>,
  failedAttempts: FailedAttempts,
  sessions: SessionAuthenticator,
): onRequestHookHandler {
  const admit = (request: FastifyRequest, principal: Principal): ProblemError | undefined => {
    const { account } = request.params as { readonly account?: string };
    const problem = refusalOf(principal, facts, account);
    if (problem !== undefined) return new ProblemError(problem);
    request.principal = principal;
    return undefined;
  };
  const admitKey = (request: FastifyRequest, principal: Principal | undefined): ProblemError | undefined => {
    if (principal !== undefined) return admit(request, principal);
    failedAttempts.note(request.ip);
    return new ProblemError(unauthenticated('invalid_token'));
  };
  const admitSession = async (request: FastifyRequest): Promise<ProblemError | undefined> => {
    const principal = await sessions.authenticate(request);
    return principal === undefined ? new ProblemError(sessionEnded()) : admit(request, principal);
  };

  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const bearer = bearerOf(request.headers.authorization);
    if (bearer === undefined) {
      if (sessions.isUsed(request)) admitSession(request).then(done, done);
      else done(new ProblemError(unauthenticated('no_token')));
      return;
    }
    // An API key's 256 random bits need no such guard, and must not be locked out by a stranger behind the same proxy. That is asked
    // second, because it hashes the text.
    const blockedSeconds = failedAttempts.blockedSeconds(request.ip);
    if (blockedSeconds !== undefined && !isApiKeyText(bearer)) {
      const detail = 'Too many wrong keys came from this address.';
      done(new ProblemError({ code: 'rate_limited', detail, ...retryAfter(blockedSeconds) }));
      return;
    }
    const principal = deps.authenticate(bearer);
    if (principal instanceof Promise) {
      principal.then((found) => done(admitKey(request, found)), done);
    } else {
      done(admitKey(request, principal));
    }
  };
}

/** Why a principal may not call an operation on this account; undefined when it may. `account` is the id in the path, if it has one. */
export function refusalOf(
  principal: Principal,
  facts: Pick<RouteFacts, 'permission' | 'reach' | 'operationId'>,
  account: string | undefined,
): Problem | undefined {
  if (principal.accountId !== undefined) {
    // Not 403: whether the account of somebody else exists is nobody's business.
    if (account !== undefined && account !== principal.accountId) {
      return problemOf({ code: 'not_found', what: 'account' });
    }
    if (facts.reach === 'installation') {
      const detail = `${facts.operationId} concerns the whole installation; ${holderOf(principal)} reaches one account.`;
      return { code: 'forbidden', detail, facts: { permission: permissionFact(facts) } };
    }
  }
  if (facts.permission !== 'any' && !mayDo(principal, facts.permission)) {
    return lacks(principal, facts.permission, facts.operationId);
  }
  if (principal.authentication === 'stale' && asksFresh(facts.operationId)) {
    return reauthenticationRequired(facts.operationId);
  }
  return undefined;
}

/** Whether a principal holds a permission. */
export function mayDo(principal: Principal, permission: Exclude<RouteFacts['permission'], 'any'>): boolean {
  return principal.permissions === 'all' || principal.permissions.has(permission);
}

/** The refusal that names a missing permission. */
export function lacks(principal: Principal, permission: string, what: string): Problem {
  return {
    code: 'forbidden',
    detail: `${what} needs the permission \`${permission}\`, which ${holderOf(principal)} does not have.`,
    facts: { permission },
  };
}

/** What a principal's rights hang on, in the words of refusals. */
export function holderOf({ actor }: Principal): string {
  return actor.type === 'user' ? 'your role' : 'this API key';
}

/** The refusal of an act by somebody who proved too long ago who they are. */
export function reauthenticationRequired(what: string): Problem {
  const detail = `${what} asks for an authentication of the last ${FRESH_MS / 60_000} minutes: POST your password to /session/reauthenticate, or sign in anew.`;
  return { code: 'reauthentication_required', detail };
}

/** The answer to a cookie that signs nobody in any more. */
export function sessionEnded(): Problem {
  return {
    code: 'unauthenticated',
    detail: 'The session has ended; sign in again.',
    headers: { 'www-authenticate': 'Bearer realm="keyturn"' },
  };
}

function permissionFact(facts: Pick<RouteFacts, 'permission'>): string | null {
  return facts.permission === 'any' ? null : facts.permission;
}

function unauthenticated(why: 'no_token' | 'invalid_token'): Problem {
  // RFC 6750, 3.1: no error code when no credentials came.
  const challenge =
    why === 'no_token' ? 'Bearer realm="keyturn"' : 'Bearer realm="keyturn", error="invalid_token"';
  const detail =
    why === 'no_token'
      ? 'Send `Authorization: Bearer` with an API key (`kt_...`) or the admin key.'
      : 'The bearer key is unknown, revoked or expired.';
  return { code: 'unauthenticated', detail, headers: { 'www-authenticate': challenge } };
}

/** The key of an `Authorization: Bearer` header, if it is one that can be a key. */
export function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > BEARER_KEY_CHARACTERS_MAX) return undefined;
  return /^bearer +([!-~]+)$/i.exec(authorization)?.[1];
}
