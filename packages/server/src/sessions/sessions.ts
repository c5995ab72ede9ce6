/**
 * Signing in and out, and what a signed-in person may reach. A session begins with a password or a one-time link and ends by itself after
 * SESSION_MS, at sign-out, or with a new password. Every change of it is a row with an audit entry in one transaction, before the
 * cookie leaves.
 */
import {
  type AccountId,
  addMs,
  type Clock,
  type EpochMs,
  FRESH_MS,
  ok,
  type Result,
  refuse,
  SESSION_MS,
  type SessionId,
  USER_AGENT_CHARACTERS_MAX,
  type UserId,
} from '@keyturn/core';
import type { AuditEntry, Membership, Store, User } from '@keyturn/store';
import type { Sensitive } from '../keyring/sensitive.ts';
import { makeAuditEntry } from '../operations/audit-entry.ts';
import { sha256OfLoginToken } from '../operations/make-login-link.ts';
import type { OperationError } from '../operations/operation-error.ts';
import type { OperationParts } from '../operations/operation-parts.ts';
import type { PasswordGate } from './password-gate.ts';
import type { SessionCookie } from './session-cookie.ts';
import { holdsCookie } from './session-cookie.ts';
import type { Admitted, CookieFacts, SignInLibrary } from './sign-in-library.ts';

/** `demo`: one person, signed in by link alone, who is never asked for a password. */
export type InstallationMode = 'serve' | 'demo';

/** Where a request comes from, as far as sessions care. */
export interface Visit {
  readonly requestId: string;
  readonly address: string;
  readonly userAgent: string | undefined;
  /** The `Cookie` header. */
  readonly cookies: string | undefined;
}

/** A signed-in person. */
export interface SignedIn extends CookieFacts {
  /** Open accounts that the person is a member of; an operator reaches all others too. */
  readonly memberships: readonly Membership[];
  /** Until when acts that ask for a fresh authentication are done without asking again. */
  readonly freshUntil: EpochMs;
}

/** A session that began just now. */
export interface Begun {
  readonly signedIn: SignedIn;
  /** The value of a `Set-Cookie` header. */
  readonly cookie: Sensitive<string>;
}

/** Signing in and out. Refusals are values; a failing database is a StoreError. */
export interface Sessions {
  readonly cookie: SessionCookie;
  readonly mode: InstallationMode;
  /** Whether so many passwords wait for their check that a further one should come again later. */
  isBusy(): boolean;
  /** Who is signed in with these cookies. */
  find(cookies: string | undefined): Promise<SignedIn | undefined>;
  /** Whether the operator has yet to choose name, email and password. */
  isSetUpRequired(): Promise<boolean>;
  /** Begins a session by password. Refuses `invalid_credentials`, which does not say what was wrong. */
  signInByPassword(visit: Visit, email: string, password: string): Promise<Result<Begun, OperationError>>;
  /** Begins a session by a one-time link. Refuses `link_used_or_expired`. */
  signInByLink(visit: Visit, token: string): Promise<Result<Begun, OperationError>>;
  /** Ends a session: its cookie opens nothing from then on, whoever has a copy. */
  signOut(visit: Visit, signedIn: SignedIn): Promise<void>;
  /** Notes that the person proved again who they are; gives until when that counts. Refuses `invalid_credentials`. */
  authenticateAgain(
    visit: Visit,
    signedIn: SignedIn,
    password: string,
  ): Promise<Result<EpochMs, OperationError>>;
  /** Gives the operator name, email and password, once. Refuses `set_up_before`, `email_taken`. */
  setUp(
    visit: Visit,
    signedIn: SignedIn,
    given: { readonly name: string; readonly email: string; readonly password: string },
  ): Promise<Result<SignedIn, OperationError>>;
  /** Changes the person's password and ends their other sessions. */
  setPassword(visit: Visit, signedIn: SignedIn, password: string): Promise<SignedIn>;
}

/** What sessions stand on. */
export interface SessionParts {
  readonly store: Pick<Store, 'users' | 'sessions' | 'members' | 'loginLinks'>;
  readonly clock: Clock;
  readonly makeId: OperationParts['makeId'];
  readonly mode: InstallationMode;
  readonly cookie: SessionCookie;
  readonly library: SignInLibrary;
  readonly gate: PasswordGate;
}

/** Makes the sessions. */
export function makeSessions(parts: SessionParts): Sessions {
  const { store, clock, library, cookie, mode } = parts;

  const complete = async (facts: CookieFacts): Promise<SignedIn> => ({
    ...facts,
    memberships: await store.members.listOf(facts.userId),
    freshUntil: mode === 'demo' ? facts.expiresAt : addMs(facts.authenticatedAt, FRESH_MS),
  });

  const audit = (
    visit: Visit,
    who: Pick<CookieFacts, 'userId' | 'name'>,
    at: EpochMs,
    act: string,
    after: AuditEntry['after'] = {},
  ): AuditEntry => {
    const actor = { type: 'user', id: who.userId, name: who.name } as const;
    const caller = { actor, requestId: visit.requestId, address: visit.address };
    return makeAuditEntry(parts, caller, at, { act, objectType: 'user', objectId: who.userId, after });
  };

  const begin = async (visit: Visit, admitted: Admitted, by: 'password' | 'link'): Promise<Begun> => {
    const user = await store.users.find(admitted.userId);
    if (user === undefined) throw new Error('invariant broken: users are never deleted');
    const now = clock.wall();
    // What this browser had before ends: a session id that somebody planted is worth nothing after sign-in.
    const before = holdsCookie(cookie, visit.cookies) ? await library.read(visit.cookies) : undefined;
    const session = {
      id: parts.makeId('ses', now) as SessionId,
      userId: user.id,
      tokenSha256: admitted.tokenSha256,
      createdAt: now,
      expiresAt: addMs(now, SESSION_MS),
      authenticatedAt: now,
      address: visit.address,
      ...(visit.userAgent === undefined
        ? {}
        : { userAgent: visit.userAgent.slice(0, USER_AGENT_CHARACTERS_MAX) }),
    };
    const facts = factsOf(user, session);
    const entry = audit(visit, facts, now, 'user.signed_in', { by, session_id: session.id });
    await store.sessions.begin(session, before?.sessionId, entry);
    return { signedIn: await complete(facts), cookie: admitted.cookie };
  };

  return {
    cookie,
    mode,
    isBusy: () => parts.gate.isFull(),
    async find(cookies) {
      if (!holdsCookie(cookie, cookies)) return undefined;
      const facts = await library.read(cookies);
      return facts && complete(facts);
    },
    async isSetUpRequired() {
      if (mode === 'demo') return false;
      return (await store.users.findOperator())?.email === undefined;
    },
    async signInByPassword(visit, email, password) {
      const admitted = await library.admitByPassword(email, password);
      if (admitted === undefined) return refuse({ code: 'invalid_credentials' });
      return ok(await begin(visit, admitted, 'password'));
    },
    async signInByLink(visit, token) {
      const now = clock.wall();
      const operator = newOperator(mode, parts.makeId('usr', now) as UserId, now);
      const user = await store.loginLinks.take(sha256OfLoginToken(token), now, operator);
      if (user === undefined) return refuse({ code: 'link_used_or_expired' });
      return ok(await begin(visit, await library.admit(user), 'link'));
    },
    async signOut(visit, signedIn) {
      const entry = audit(visit, signedIn, clock.wall(), 'user.signed_out', {
        session_id: signedIn.sessionId,
      });
      await store.sessions.end(signedIn.sessionId, entry);
    },
    async authenticateAgain(visit, signedIn, password) {
      const passwordHash = (await store.users.find(signedIn.userId))?.passwordHash;
      if (passwordHash === undefined || !(await library.isPassword(passwordHash, password))) {
        return refuse({ code: 'invalid_credentials' });
      }
      const now = clock.wall();
      const entry = audit(visit, signedIn, now, 'user.authenticated_again', {
        session_id: signedIn.sessionId,
      });
      const isThere = await store.sessions.authenticateAgain(signedIn.sessionId, now, entry);
      return isThere ? ok(addMs(now, FRESH_MS)) : refuse({ code: 'invalid_credentials' });
    },
    async setUp(visit, signedIn, { name, email, password }) {
      const passwordHash = await library.hashPassword(password);
      const now = clock.wall();
      const entry = audit(visit, { ...signedIn, name }, now, 'user.set_up', { name, email });
      const outcome = await store.users.setUp(signedIn.userId, { name, email, passwordHash }, now, entry);
      if (outcome !== 'done') return refuse({ code: outcome });
      const again = audit(visit, { ...signedIn, name }, now, 'user.authenticated_again', {
        session_id: signedIn.sessionId,
      });
      await store.sessions.authenticateAgain(signedIn.sessionId, now, again);
      return ok(await complete({ ...signedIn, name, email, hasPassword: true, authenticatedAt: now }));
    },
    async setPassword(visit, signedIn, password) {
      const passwordHash = await library.hashPassword(password);
      const now = clock.wall();
      const entry = audit(visit, signedIn, now, 'user.password_changed');
      await store.users.setPassword(signedIn.userId, passwordHash, signedIn.sessionId, now, entry);
      return complete({ ...signedIn, hasPassword: true, authenticatedAt: now });
    },
  };
}

function factsOf(
  user: User,
  session: { readonly id: SessionId; readonly expiresAt: EpochMs; readonly authenticatedAt: EpochMs },
): CookieFacts {
  return {
    sessionId: session.id,
    expiresAt: session.expiresAt,
    authenticatedAt: session.authenticatedAt,
    userId: user.id,
    email: user.email,
    name: user.name,
    isOperator: user.operatorSince !== undefined,
    hasPassword: user.passwordHash !== undefined,
  };
}

/** The operator of an installation that has none: in the demo somebody, elsewhere one who has yet to say who they are. */
function newOperator(mode: InstallationMode, id: UserId, now: EpochMs): User {
  const operator = { id, operatorSince: now, createdAt: now, updatedAt: now };
  if (mode === 'demo') return { ...operator, name: 'Demo', email: 'demo@localhost' };
  return { ...operator, name: 'Operator' };
}

/** The role of a signed-in person in an account. */
export function roleIn(
  { memberships }: Pick<SignedIn, 'memberships'>,
  account: AccountId,
): Membership['role'] | undefined {
  return memberships.find(({ accountId }) => accountId === account)?.role;
}
