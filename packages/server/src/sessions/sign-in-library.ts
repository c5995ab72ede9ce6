/**
 * better-auth, as far as it is used: it checks passwords, makes session tokens, and signs and reads the cookie that carries them. It
 * stands on three reads of our store and writes nothing: rows are written by `sessions.ts`, each with its audit entry. None of its HTTP
 * routes is mounted anywhere, and its own sign-up, links and API keys do not exist here.
 */
import { hash } from 'node:crypto';
import { type Clock, type EpochMs, SESSION_MS, type SessionId, type UserId } from '@keyturn/core';
import type { Store, User } from '@keyturn/store';
import type { DBAdapter, Where } from 'better-auth';
import { createAuthEndpoint, isAPIError } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { betterAuth } from 'better-auth/minimal';
import { z } from 'zod';
import { Sensitive } from '../keyring/sensitive.ts';
import type { PasswordGate } from './password-gate.ts';
import type { SessionCookie } from './session-cookie.ts';

/** A person who may begin a session: the token's hash for the row, and the cookie for the browser. */
export interface Admitted {
  readonly userId: UserId;
  readonly tokenSha256: Uint8Array;
  /** The value of a `Set-Cookie` header. */
  readonly cookie: Sensitive<string>;
}

/** What a valid cookie says. */
export interface CookieFacts {
  readonly sessionId: SessionId;
  readonly expiresAt: EpochMs;
  readonly authenticatedAt: EpochMs;
  readonly userId: UserId;
  /** Absent for the operator until the installation is set up. */
  readonly email: string | undefined;
  readonly name: string;
  readonly isOperator: boolean;
  readonly hasPassword: boolean;
}

/** The few things that better-auth does for us. */
export interface SignInLibrary {
  /** Admits the person with this email and password; an unknown email takes as long as a wrong password. */
  admitByPassword(email: string, password: string): Promise<Admitted | undefined>;
  /** Admits a person who proved otherwise who they are. */
  admit(user: User): Promise<Admitted>;
  /** What the session cookie among these cookies says; undefined when there is none, it is forged, or its session has ended. */
  read(cookies: string): Promise<CookieFacts | undefined>;
  hashPassword(password: string): Promise<string>;
  isPassword(passwordHash: string, password: string): Promise<boolean>;
}

/** Makes it. `secret` signs cookies; the gate bounds the passwords that are hashed at once. */
export function makeSignInLibrary(parts: {
  readonly store: Pick<Store, 'users' | 'sessions'>;
  readonly clock: Clock;
  readonly secret: Sensitive<string>;
  readonly cookie: SessionCookie;
  readonly publicUrl: string;
  readonly gate: PasswordGate;
}): SignInLibrary {
  const { gate, cookie } = parts;
  const password = {
    hash: (text: string) => gate.run(() => hashPassword(text)),
    verify: (given: { hash: string; password: string }) => gate.run(() => verifyPassword(given)),
  };
  const auth = betterAuth({
    // Given in full, so that none of its environment variables is looked at instead.
    secrets: [{ version: 1, value: parts.secret.reveal() }],
    baseURL: parts.publicUrl,
    database: () => makeAdapter(parts.store, parts.clock),
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: { enabled: true, disableSignUp: true, password },
    session: {
      expiresIn: SESSION_MS / 1000,
      // Ours ends a week after sign-in: nothing is written when it is used.
      disableSessionRefresh: true,
      additionalFields: { authenticatedAt: { type: 'number', required: true, input: false } },
    },
    user: {
      additionalFields: {
        isOperator: { type: 'boolean', required: true, input: false },
        hasPassword: { type: 'boolean', required: true, input: false },
      },
    },
    advanced: {
      // Its own prefix would be `__Secure-`; name and flags are given whole.
      useSecureCookies: false,
      cookies: { session_token: { name: cookie.name, attributes: { secure: cookie.isSecure } } },
    },
    plugins: [{ id: 'keyturn', endpoints: { admit: admitEndpoint } }],
  });

  const admitted = (
    userId: string,
    { response, headers }: { readonly response: { readonly token: string }; readonly headers: Headers },
  ): Admitted => {
    const made = headers.getSetCookie().find((one) => one.startsWith(`${cookie.name}=`));
    if (made === undefined) throw new Error('invariant broken: a session without a cookie');
    return {
      userId: userId as UserId,
      tokenSha256: sha256Of(response.token),
      cookie: new Sensitive(made),
    };
  };

  return {
    async admitByPassword(email, text) {
      try {
        const body = { email, password: text };
        const signedIn = await auth.api.signInEmail({ body, headers: new Headers(), returnHeaders: true });
        return admitted(signedIn.response.user.id, signedIn);
      } catch (error) {
        // Wrong password, unknown email, no password yet, a text that is no email: one answer for all.
        if (isAPIError(error) && error.statusCode < 500) return undefined;
        throw causeOf(error);
      }
    },
    async admit(user) {
      const body = { userId: user.id };
      return admitted(user.id, await auth.api.admit({ body, returnHeaders: true }));
    },
    async read(cookies) {
      try {
        const found = await auth.api.getSession({ headers: new Headers({ cookie: cookies }) });
        if (found === null) return undefined;
        const { session, user } = found;
        return {
          sessionId: session.id as SessionId,
          expiresAt: session.expiresAt.getTime() as EpochMs,
          authenticatedAt: session.authenticatedAt as EpochMs,
          userId: user.id as UserId,
          email: user.email === '' ? undefined : user.email,
          name: user.name,
          isOperator: user.isOperator,
          hasPassword: user.hasPassword,
        };
      } catch (error) {
        throw causeOf(error);
      }
    },
    hashPassword: password.hash,
    isPassword: (passwordHash, text) => password.verify({ hash: passwordHash, password: text }),
  };
}

/** Callable from here alone: it has no path, and no router that would serve it. */
const admitEndpoint = createAuthEndpoint(
  { method: 'POST', body: z.object({ userId: z.string() }), metadata: { SERVER_ONLY: true } },
  async (context) => {
    const { internalAdapter } = context.context;
    const user = await internalAdapter.findUserById(context.body.userId);
    if (user === null) throw new Error('invariant broken: users are never deleted');
    const session = await internalAdapter.createSession(user.id);
    await setSessionCookie(context, { session, user });
    return { token: session.token };
  },
);

/** An error of our store, out of what better-auth wraps around it. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}

/** Tokens are 190 random bits: their rows need no slow hash. */
function sha256Of(token: string): Uint8Array {
  return hash('sha256', token, 'buffer');
}

/** The reads that better-auth makes for us. Anything else is a use of it that nobody decided, and throws. */
function makeAdapter(store: Pick<Store, 'users' | 'sessions'>, clock: Clock): DBAdapter {
  const find = async (model: string, where: readonly Where[]): Promise<object | null> => {
    const [{ field, value } = { field: '', value: '' }, ...more] = where;
    if (more.length > 0 || typeof value !== 'string') throw undecided(`a read of ${model}`);
    switch (`${model} ${field}`) {
      case 'user id':
        return userRowOf(await store.users.find(value as UserId));
      case 'user email': {
        const user = await store.users.findByEmail(value);
        return user === undefined ? null : { ...userRowOf(user), account: credentialsOf(user) };
      }
      case 'session token': {
        const found = await store.sessions.find(sha256Of(value), clock.wall());
        if (found === undefined) return null;
        const { id, userId, createdAt, expiresAt, authenticatedAt } = found.session;
        return {
          id,
          userId,
          token: value,
          createdAt: new Date(createdAt),
          updatedAt: new Date(createdAt),
          expiresAt: new Date(expiresAt),
          authenticatedAt,
          user: userRowOf(found.user),
        };
      }
      default:
        throw undecided(`a read of ${model} by ${field}`);
    }
  };
  const refuse = (what: string) => (): Promise<never> => Promise.reject(undecided(what));
  const adapter: DBAdapter = {
    id: 'keyturn',
    // better-auth reads rows of its models, which `find` makes.
    findOne: <T>({ model, where }: { model: string; where: Where[] }) =>
      find(model, where) as Promise<T | null>,
    // Not written here: `sessions.ts` writes the row with its audit entry before the cookie leaves.
    create: <T extends object, R = T>({ model, data }: { model: string; data: Omit<T, 'id'> }) =>
      model === 'session' ? Promise.resolve(data as unknown as R) : refuse(`a new ${model}`)(),
    findMany: refuse('a list'),
    count: refuse('a count'),
    update: refuse('an update'),
    updateMany: refuse('an update of many'),
    delete: refuse('a deletion'),
    deleteMany: refuse('a deletion of many'),
    consumeOne: refuse('a consumption'),
    incrementOne: refuse('an increment'),
    transaction: (work) => work(adapter),
  };
  return adapter;
}

function undecided(what: string): Error {
  return new Error(`invariant broken: better-auth asked for ${what}, which signing in has no use for`);
}

function userRowOf(user: User | undefined): object | null {
  if (user === undefined) return null;
  return {
    id: user.id,
    email: user.email ?? '',
    emailVerified: true,
    name: user.name,
    image: null,
    createdAt: new Date(user.createdAt),
    updatedAt: new Date(user.updatedAt),
    isOperator: user.operatorSince !== undefined,
    hasPassword: user.passwordHash !== undefined,
  };
}

/** The password as better-auth models it: an account of the provider `credential`. */
function credentialsOf({ id, passwordHash }: User): readonly object[] {
  if (passwordHash === undefined) return [];
  return [{ id, userId: id, accountId: id, providerId: 'credential', password: passwordHash }];
}
