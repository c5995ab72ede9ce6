/** Who calls the API with a session cookie, and what their role lets them do in the account that the request names. */
import type { AccountId, Clock } from '@keyturn/core';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../../operations/authenticate.ts';
import { ROLE_PERMISSIONS } from '../../operations/roles.ts';
import { holdsCookie } from '../../sessions/session-cookie.ts';
import { roleIn, type Sessions, type SignedIn } from '../../sessions/sessions.ts';
import { ProblemError } from '../problem.ts';
import type { OriginPolicy } from './origin-policy.ts';

/**
 * Operations that a signed-in person does only shortly after proving who they are: a browser left alone must not turn a key, nor make
 * itself a way back in (an API key, a member, a link that signs in).
 */
const ASK_FRESH: ReadonlySet<string> = new Set([
  'createSecret',
  'activateSecret',
  'createApiKey',
  'addMember',
  'updateMember',
  'createLoginLink',
]);

/** Whether an operation asks a signed-in person for a fresh authentication. */
export function asksFresh(operationId: string): boolean {
  return ASK_FRESH.has(operationId);
}

/** No account has this id: whoever is bound to it reaches none. */
const NO_ACCOUNT = '' as AccountId;

/** Tells who calls with a session cookie. */
export interface SessionAuthenticator {
  /** Whether the request comes with the cookie at all. */
  isUsed(request: FastifyRequest): boolean;
  /**
   * The principal of the request's cookie, in the account that its path or its `account_id` parameter names; undefined when the session
   * has ended. Throws ProblemError `host_not_allowed` or `origin_not_allowed`.
   */
  authenticate(request: FastifyRequest): Promise<Principal | undefined>;
}

/** Makes it. */
export function makeSessionAuthenticator(parts: {
  readonly sessions: Pick<Sessions, 'cookie' | 'find'>;
  readonly origins: OriginPolicy;
  readonly clock: Clock;
}): SessionAuthenticator {
  const { sessions, origins, clock } = parts;
  return {
    isUsed: (request) => holdsCookie(sessions.cookie, request.headers.cookie),
    async authenticate(request) {
      const problem = origins.hostRefusal(request) ?? origins.originRefusal(request);
      if (problem !== undefined) throw new ProblemError(problem);
      const signedIn = await sessions.find(request.headers.cookie);
      if (signedIn === undefined) return undefined;
      const isFresh = clock.wall() < signedIn.freshUntil;
      return principalOf(signedIn, namedAccount(request), isFresh ? 'fresh' : 'stale');
    },
  };
}

function principalOf(
  signedIn: SignedIn,
  named: AccountId | undefined,
  authentication: 'fresh' | 'stale',
): Principal {
  const { userId, name, isOperator, memberships } = signedIn;
  const person = { actor: { type: 'user', id: userId, name }, authentication } as const;
  if (isOperator) return { ...person, permissions: 'all' };
  // Who is a member of one account need not say which.
  const account = named ?? (memberships.length === 1 ? memberships[0]?.accountId : undefined);
  const role = account === undefined ? undefined : roleIn(signedIn, account);
  if (account === undefined || role === undefined) {
    return { ...person, accountId: NO_ACCOUNT, permissions: new Set() };
  }
  return { ...person, accountId: account, permissions: ROLE_PERMISSIONS[role] };
}

function namedAccount(request: FastifyRequest): AccountId | undefined {
  const { account } = request.params as { readonly account?: unknown };
  const { account_id } = request.query as { readonly account_id?: unknown };
  const named = account ?? account_id;
  // Compared with ids of memberships: what is no id is none of them.
  return typeof named === 'string' ? (named as AccountId) : undefined;
}
