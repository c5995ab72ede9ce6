import { hash, timingSafeEqual } from 'node:crypto';
import {
  type AccountId,
  type AccountRef,
  type Actor,
  API_KEY_USE_FLUSH_MS,
  API_KEYS_IN_MEMORY_MAX,
  type ApiKeyId,
  type Clock,
  type EpochMs,
} from '@keyturn/core';
import type { ApiKey, Store } from '@keyturn/store';
import type { Sensitive } from '../keyring/sensitive.ts';
import { isApiKeyText } from './api-key-text.ts';
import { isPermission, type Permission } from './permissions.ts';

/** Who asks, by a bearer key or signed in, and what that allows. */
export interface Principal {
  /** `admin`, `api_key` or `user`, as audit rows keep it. */
  readonly actor: Actor;
  /** The one account that it reaches; absent when it reaches every account. */
  readonly accountId?: AccountId;
  /** `all` for the admin key and for an operator. */
  readonly permissions: ReadonlySet<Permission> | 'all';
  /** Whether a signed-in person proved lately who they are; absent for bearer keys, which always prove it. */
  readonly authentication?: 'fresh' | 'stale';
}

/** Tells who presents a bearer key. */
export interface Authenticator {
  /**
   * The principal of a bearer key; undefined when there is no such key, or it is revoked or expired, or its account is closed. A key seen
   * before costs one SHA-256 and no promise. Throws StoreError when the database fails.
   */
  authenticate(bearer: string): Principal | undefined | Promise<Principal | undefined>;
  /** Called after an API key was revoked or an account closed, before the answer: every key is read anew. */
  forget(): void;
  /** Writes down the last uses that are still in memory, and stops writing by itself. */
  close(): Promise<void>;
}

interface Known {
  readonly apiKey: ApiKey;
  readonly principal: Principal;
}

/**
 * Makes the authenticator of a process. Keys are kept by the base64 of their SHA-256, never by their text. Exact because one process
 * serves a database: what this process revokes, it forgets.
 */
export function makeAuthenticator(parts: {
  readonly store: Pick<Store, 'apiKeys' | 'accounts'>;
  readonly adminKey: Sensitive<string>;
  readonly clock: Clock;
  /** Told when the last uses could not be written; they are tried again with the next ones. */
  readonly onTouchFailed: (error: unknown) => void;
}): Authenticator {
  const { store, clock } = parts;
  const adminSha256 = Buffer.from(sha256Base64(parts.adminKey.reveal()));
  const admin: Principal = {
    actor: { type: 'admin', id: 'admin', name: 'admin key' },
    permissions: 'all',
  };
  // Replaced as a whole by `forget`, so that a read begun before can only be installed into a map that nobody looks at any more.
  let known = new Map<string, Known>();
  let uses = new Map<ApiKeyId, EpochMs>();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  let touching: Promise<void> = Promise.resolve();

  const touch = async (): Promise<void> => {
    timer = undefined;
    if (uses.size === 0) return;
    const written = uses;
    uses = new Map();
    try {
      await store.apiKeys.touch([...written].map(([id, at]) => ({ id, at })));
    } catch (error) {
      for (const [id, at] of written) if (!uses.has(id)) uses.set(id, at);
      parts.onTouchFailed(error);
    }
  };

  const noteUse = (id: ApiKeyId, at: EpochMs): void => {
    uses.set(id, at);
    if (timer !== undefined || isClosed) return;
    timer = setTimeout(() => {
      touching = touch();
    }, API_KEY_USE_FLUSH_MS);
    timer.unref();
  };

  const admit = ({ apiKey, principal }: Known): Principal | undefined => {
    const now = clock.wall();
    if (apiKey.expiresAt !== undefined && apiKey.expiresAt <= now) return undefined;
    noteUse(apiKey.id, now);
    return principal;
  };

  const read = async (key: string, bearerSha256: Uint8Array): Promise<Principal | undefined> => {
    const memory = known;
    const apiKey = await store.apiKeys.findBySha256(bearerSha256);
    if (apiKey === undefined || apiKey.revokedAt !== undefined) return undefined;
    const accountId = await openAccountOf(store, apiKey.accountRef);
    if (accountId === 'closed') return undefined;
    const found: Known = { apiKey, principal: principalOf(apiKey, accountId) };
    if (memory.size >= API_KEYS_IN_MEMORY_MAX) {
      for (const oldest of memory.keys()) {
        memory.delete(oldest);
        break;
      }
    }
    memory.set(key, found);
    // Revoked while it was being read: what the reads saw counts no more.
    return memory === known ? admit(found) : read(key, bearerSha256);
  };

  return {
    authenticate(bearer) {
      const key = sha256Base64(bearer);
      const found = known.get(key);
      if (found !== undefined) return admit(found);
      if (timingSafeEqual(Buffer.from(key), adminSha256)) return admin;
      if (!isApiKeyText(bearer)) return undefined;
      return read(key, Buffer.from(key, 'base64'));
    },
    forget() {
      known = new Map();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await touching;
      await touch();
    },
  };
}

function principalOf(apiKey: ApiKey, accountId: AccountId | undefined): Principal {
  return {
    actor: { type: 'api_key', id: apiKey.id, name: apiKey.name },
    permissions: new Set(apiKey.permissions.filter(isPermission)),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

async function openAccountOf(
  store: Pick<Store, 'accounts'>,
  ref: AccountRef | undefined,
): Promise<AccountId | 'closed' | undefined> {
  if (ref === undefined) return undefined;
  const account = await store.accounts.findByRef(ref);
  return account === undefined || account.closedAt !== undefined ? 'closed' : account.id;
}

function sha256Base64(text: string): string {
  return hash('sha256', text, 'base64');
}
