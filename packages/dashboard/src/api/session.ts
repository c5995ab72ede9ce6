import { type Fetch, KeyturnProblem, type Problem, UnexpectedAnswer } from '@keyturn/client';

/** What a member of an account may do: an owner everything, a developer all but members and closing, a viewer reads. */
export type Role = 'owner' | 'developer' | 'viewer';

/** One account that the person belongs to. */
export interface Membership {
  readonly account_id: string;
  readonly account_name: string;
  readonly role: Role;
}

/** Who uses this browser, as `GET /session` answers. `user` is null when nobody is signed in. */
export interface Session {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    /** False for somebody who came by a link and has not chosen one. */
    readonly has_password: boolean;
  } | null;
  /** May do everything in every account. */
  readonly is_operator: boolean;
  /** No user exists yet. */
  readonly setup_required: boolean;
  readonly memberships: readonly Membership[];
  /** RFC 3339; until then secrets can be created and activated without the password. */
  readonly fresh_until: string | null;
  readonly mode: 'serve' | 'demo';
  readonly version: string;
}

/** The first user of an installation. */
export interface FirstUser {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** The demo's pretend customer: how it behaves, and which secrets it verifies with. */
export interface DemoReceiver {
  readonly mode: 'none' | '500' | 'slow' | 'forget' | 'gone';
  /** Newest first. */
  readonly key_ids: readonly string[];
  readonly verified_count: number;
  readonly refused_count: number;
}

/** Sign-in and what belongs to it; each call throws KeyturnProblem when it is refused. */
export interface SessionApi {
  read(): Promise<Session>;
  /** Trades the token of a printed sign-in link, which works once. */
  tradeLink(token: string): Promise<Session>;
  signIn(email: string, password: string): Promise<Session>;
  signOut(): Promise<void>;
  /** Makes the session fresh again, for acts that ask for it. */
  reauthenticate(password: string): Promise<void>;
  setUp(user: FirstUser): Promise<Session>;
  /** Gives the person a new password and ends their other sessions; asks for the old one when it was not typed lately. */
  setPassword(password: string): Promise<Session>;
}

/** The demo's receiver; no other installation has one. */
export interface DemoApi {
  read(): Promise<DemoReceiver>;
  /** Hands it a secret's text: it verifies with it from now on. */
  giveSecret(text: string): Promise<DemoReceiver>;
  behave(mode: DemoReceiver['mode']): Promise<DemoReceiver>;
}

/**
 * Makes the parts of the server that are the dashboard's own. `gated` asks for the password where it is needed; `plain` never asks. The
 * server's word is taken for what it answers: this is its own page.
 */
export function makeOwnApi(
  origin: string,
  plain: Fetch,
  gated: Fetch,
): { readonly session: SessionApi; readonly demo: DemoApi } {
  const call = async (method: string, path: string, body?: unknown, fetch = plain): Promise<unknown> => {
    const request = new Request(new URL(path, origin), {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const response = await fetch(request);
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? undefined : await response.json();
  };
  const session: SessionApi = {
    read: async () => (await call('GET', '/session')) as Session,
    tradeLink: async (token) => (await call('POST', '/session/link', { token })) as Session,
    signIn: async (email, password) => (await call('POST', '/session', { email, password })) as Session,
    signOut: async () => {
      await call('DELETE', '/session');
    },
    reauthenticate: async (password) => {
      await call('POST', '/session/reauthenticate', { password });
    },
    setUp: async (user) => (await call('POST', '/setup', user)) as Session,
    setPassword: async (password) => (await call('PUT', '/session/password', { password }, gated)) as Session,
  };
  const demo: DemoApi = {
    read: async () => (await call('GET', '/demo', undefined, gated)) as DemoReceiver,
    giveSecret: async (secret) =>
      (await call('POST', '/demo/receiver-secrets', { secret }, gated)) as DemoReceiver,
    behave: async (mode) => (await call('POST', '/demo/break', { mode }, gated)) as DemoReceiver,
  };
  return { session, demo };
}

async function problemOf(response: Response): Promise<Error> {
  try {
    const problem = (await response.json()) as Partial<Problem>;
    if (typeof problem.code === 'string') return new KeyturnProblem(problem as Problem);
  } catch {
    // Not JSON: somebody else answered.
  }
  return new UnexpectedAnswer(response.status, response.url);
}
