import {
  type AccountRef,
  activeOf,
  type Clock,
  type EndpointRef,
  type EpochMs,
  type Keyset,
  type SignatureProfile,
  signersAt,
} from '@keyturn/core';
import type { Store } from '@keyturn/store';
import type { SigningKeyset } from './keyring.ts';
import { KeyringError } from './keyring-error.ts';
import type { MasterKeys } from './master-keys.ts';
import { type OpenedScope, readOpenedScope } from './opened-scope.ts';
import { makeSigningKeyset, type OpenedSecret } from './signing-keyset.ts';

/** What an account lease reads with. */
export interface LeaseParts {
  readonly store: Pick<Store, 'keysets' | 'accounts' | 'endpoints'>;
  readonly masterKeys: MasterKeys;
  readonly clock: Clock;
  /** Told of each endpoint that a lease holds from now on. */
  readonly onEndpointHeld: () => void;
}

interface AccountScope extends OpenedScope {
  readonly profiles: readonly SignatureProfile[];
}

/**
 * What this process knows of one account's keysets, from its making until it is forgotten: a change makes a new one. Its time never
 * runs behind: it is the later of the wall clock and of the monotonic clock counted from the lease's beginning, so that an overlap ends
 * early rather than late when one of them stops or is set back.
 */
export class AccountLease {
  readonly #parts: LeaseParts;
  readonly #accountRef: AccountRef;
  readonly #keptMs: number;
  readonly #wallAtStart: number;
  readonly #monotonicAtStart: number;
  readonly #scopeByEndpoint = new Map<EndpointRef, OpenedScope>();
  readonly #signersByEndpoint = new Map<EndpointRef, SigningKeyset>();
  readonly #reading = new Map<EndpointRef, Promise<void>>();
  #account: Promise<AccountScope> | undefined;
  #accountScope: AccountScope | undefined;
  /** Shared by every endpoint without a secret of its own. */
  #accountSigners: SigningKeyset | undefined;
  #isForgotten = false;

  /** `keptMs` bounds the lease's life; Infinity when only `forget` ends it. */
  constructor(parts: LeaseParts, accountRef: AccountRef, keptMs: number) {
    this.#parts = parts;
    this.#accountRef = accountRef;
    this.#keptMs = keptMs;
    // Taken before any read: what a read saw is never younger than this.
    this.#wallAtStart = parts.clock.wall();
    this.#monotonicAtStart = parts.clock.monotonic();
  }

  /** Endpoints that it holds. */
  get size(): number {
    return this.#scopeByEndpoint.size;
  }

  /** Ends it for good: no keyset that it gave out is current from here on. */
  forget(): void {
    this.#isForgotten = true;
  }

  /** Whether nothing of it may be used any more. */
  isOver(): boolean {
    return this.#isForgotten || (this.#keptMs !== Number.POSITIVE_INFINITY && this.#now() >= this.#endsAt());
  }

  /** Reads the endpoint's scope, and the account's when it is the first; several callers share one read. */
  read(endpointRef: EndpointRef): Promise<void> {
    const underWay = this.#reading.get(endpointRef);
    if (underWay !== undefined) return underWay;
    const reading = this.#readBoth(endpointRef).finally(() => this.#reading.delete(endpointRef));
    this.#reading.set(endpointRef, reading);
    return reading;
  }

  /** The signers now, from memory: undefined when the endpoint was not read, an error when one of them did not open. */
  signersOf(endpointRef: EndpointRef): SigningKeyset | KeyringError | undefined {
    const known = this.#signersByEndpoint.get(endpointRef);
    if (known?.isCurrent() === true) return known;
    const scope = this.#scopeByEndpoint.get(endpointRef);
    const account = this.#accountScope;
    if (scope === undefined || account === undefined || this.isOver()) return undefined;
    const signers = this.#resolve(scope, account);
    if (!(signers instanceof KeyringError)) this.#signersByEndpoint.set(endpointRef, signers);
    return signers;
  }

  #resolve(scope: OpenedScope, account: AccountScope): SigningKeyset | KeyringError {
    const isOwn = activeOf(scope.keyset) !== undefined;
    if (!isOwn && this.#accountSigners?.isCurrent() === true) return this.#accountSigners;
    const now = this.#now() as EpochMs;
    const secrets: OpenedSecret[] = [];
    for (const { id } of signersAt(scope.keyset, account.keyset, now)) {
      const opened = scope.secretById.get(id) ?? account.secretById.get(id);
      if (opened instanceof KeyringError) return opened;
      if (opened === undefined) throw new Error(`invariant broken: ${id} signs and was not opened`);
      secrets.push(opened);
    }
    // Both epochs are 0 before the first secret. Later no command but a closing leaves a scope without an active one.
    if (secrets.length === 0 && (scope.keyset.epoch > 0 || account.keyset.epoch > 0)) {
      return closed(this.#accountRef);
    }
    const until = Math.min(this.#endsAt(), nextEnd(scope.keyset, account.keyset, now));
    const isCurrent =
      until === Number.POSITIVE_INFINITY
        ? () => !this.#isForgotten
        : () => !this.#isForgotten && this.#now() < until;
    const epoch = isOwn ? scope.keyset.epoch : account.keyset.epoch;
    const signers = makeSigningKeyset(epoch, account.profiles, secrets, isCurrent);
    if (!isOwn) this.#accountSigners = signers;
    return signers;
  }

  async #readBoth(endpointRef: EndpointRef): Promise<void> {
    const { store, masterKeys } = this.#parts;
    this.#account ??= this.#readAccount();
    const [account, endpoint, scope] = await Promise.all([
      this.#account,
      store.endpoints.findByRef(this.#accountRef, endpointRef),
      readOpenedScope(store, masterKeys, this.#accountRef, endpointRef),
    ]);
    if (endpoint === undefined || endpoint.deletedAt !== undefined || scope === undefined) {
      throw closed(endpointRef);
    }
    if (this.#isForgotten) return;
    this.#accountScope = account;
    const isNew = !this.#scopeByEndpoint.has(endpointRef);
    this.#scopeByEndpoint.set(endpointRef, scope);
    if (isNew) this.#parts.onEndpointHeld();
  }

  async #readAccount(): Promise<AccountScope> {
    const { store, masterKeys } = this.#parts;
    try {
      const [account, scope] = await Promise.all([
        store.accounts.findByRef(this.#accountRef),
        readOpenedScope(store, masterKeys, this.#accountRef, this.#accountRef),
      ]);
      if (account === undefined || account.closedAt !== undefined || scope === undefined) {
        throw closed(this.#accountRef);
      }
      return { ...scope, profiles: account.signatureProfiles };
    } catch (error) {
      this.#account = undefined;
      throw error;
    }
  }

  #now(): number {
    const { clock } = this.#parts;
    return Math.max(clock.wall(), this.#wallAtStart + (clock.monotonic() - this.#monotonicAtStart));
  }

  #endsAt(): number {
    return this.#wallAtStart + this.#keptMs;
  }
}

/** The next instant at which one signer stops by itself; Infinity when none will. */
function nextEnd(keyset: Keyset, inherited: Keyset, now: EpochMs): number {
  const own = activeOf(keyset) !== undefined;
  const ends = (own ? keyset : inherited).secrets
    .filter((secret) => secret.status === 'retiring')
    .map((secret) => secret.retireAt);
  if (own && keyset.inheritsUntil !== undefined) ends.push(keyset.inheritsUntil);
  return Math.min(Number.POSITIVE_INFINITY, ...ends.filter((end) => end > now));
}

function closed(ref: number): KeyringError {
  return new KeyringError('scope_closed', `The scope ${ref} is closed; nothing is signed for it any more.`);
}
