import {
  ACCOUNT_READS_MAX,
  ACCOUNTS_IN_MEMORY_MAX,
  type AccountId,
  type AccountRef,
  ENDPOINTS_IN_MEMORY_MAX,
  type EndpointRef,
} from '@keyturn/core';
import type { Account, Endpoint, Store } from '@keyturn/store';

/** An account with everything a publish or an attempt asks of it. */
export interface AccountEntry {
  readonly account: Account;
  /** Not deleted, in creation order. */
  readonly endpoints: readonly Endpoint[];
  readonly endpointByRef: ReadonlyMap<EndpointRef, Endpoint>;
}

/**
 * Accounts and their endpoints in memory, read on first use and forgotten after every change. Exact because one process serves a database;
 * bounded: the least recently used accounts are dropped.
 */
export interface AccountDirectory {
  /** From memory only: the hot path's way. */
  find(id: AccountId): AccountEntry | undefined;
  findByRef(ref: AccountRef): AccountEntry | undefined;
  /** From memory, else from the store; undefined when there is no such open account. */
  load(id: AccountId): Promise<AccountEntry | undefined>;
  loadByRef(ref: AccountRef): Promise<AccountEntry | undefined>;
  /** Called after every change of an account or of its endpoints, before the answer; no read begun before can be installed. */
  forget(ref: AccountRef): void;
}

/** What the directory reads, and how much it keeps. */
export interface AccountDirectoryOptions {
  readonly store: Pick<Store, 'accounts' | 'endpoints'>;
  /** ACCOUNTS_IN_MEMORY_MAX unless told. */
  readonly accountsMax?: number;
  /** ENDPOINTS_IN_MEMORY_MAX unless told. */
  readonly endpointsMax?: number;
}

/** Makes an empty directory over a store. */
export function makeAccountDirectory(options: AccountDirectoryOptions): AccountDirectory {
  return new StoredAccountDirectory(options);
}

interface Kept {
  readonly entry: AccountEntry;
  isUsed: boolean;
}

/** The accounts that changed since a read began. */
type Forgotten = Set<AccountRef>;

class StoredAccountDirectory implements AccountDirectory {
  readonly #store: AccountDirectoryOptions['store'];
  readonly #accountsMax: number;
  readonly #endpointsMax: number;
  /** In the order in which they came in, or in which eviction last spared them. */
  readonly #byRef = new Map<AccountRef, Kept>();
  readonly #byId = new Map<AccountId, Kept>();
  /** Reads under way that another caller may join: nothing was forgotten since they began. */
  readonly #joinable = new Map<AccountId | AccountRef, Promise<AccountEntry | undefined>>();
  readonly #underWay = new Set<Forgotten>();
  #endpointCount = 0;

  constructor(options: AccountDirectoryOptions) {
    this.#store = options.store;
    this.#accountsMax = options.accountsMax ?? ACCOUNTS_IN_MEMORY_MAX;
    this.#endpointsMax = options.endpointsMax ?? ENDPOINTS_IN_MEMORY_MAX;
  }

  find(id: AccountId): AccountEntry | undefined {
    return use(this.#byId.get(id));
  }

  findByRef(ref: AccountRef): AccountEntry | undefined {
    return use(this.#byRef.get(ref));
  }

  async load(id: AccountId): Promise<AccountEntry | undefined> {
    return this.find(id) ?? this.#read(id, () => this.#store.accounts.find(id));
  }

  async loadByRef(ref: AccountRef): Promise<AccountEntry | undefined> {
    return this.findByRef(ref) ?? this.#read(ref, () => this.#store.accounts.findByRef(ref));
  }

  forget(ref: AccountRef): void {
    this.#drop(ref);
    // Whose account a read by id will find is not known yet: each one learns of the change, and none is joined any more.
    this.#joinable.clear();
    for (const forgotten of this.#underWay) forgotten.add(ref);
  }

  #read(
    key: AccountId | AccountRef,
    findAccount: () => Promise<Account | undefined>,
  ): Promise<AccountEntry | undefined> {
    const joined = this.#joinable.get(key);
    if (joined !== undefined) return joined;
    const forgotten: Forgotten = new Set();
    this.#underWay.add(forgotten);
    const reading = this.#readUntilSettled(findAccount, forgotten).finally(() => {
      this.#underWay.delete(forgotten);
      if (this.#joinable.get(key) === reading) this.#joinable.delete(key);
    });
    this.#joinable.set(key, reading);
    return reading;
  }

  async #readUntilSettled(
    findAccount: () => Promise<Account | undefined>,
    forgotten: Forgotten,
  ): Promise<AccountEntry | undefined> {
    for (let n = 1; ; n++) {
      forgotten.clear();
      const account = await findAccount();
      if (account === undefined || account.closedAt !== undefined) return undefined;
      const entry = entryOf(account, await this.#store.endpoints.listAll(account.ref));
      if (!forgotten.has(account.ref)) {
        this.#install(entry);
        return entry;
      }
      if (n === ACCOUNT_READS_MAX) return entry;
    }
  }

  #install(entry: AccountEntry): void {
    this.#drop(entry.account.ref);
    const kept: Kept = { entry, isUsed: false };
    this.#byRef.set(entry.account.ref, kept);
    this.#byId.set(entry.account.id, kept);
    this.#endpointCount += entry.endpoints.length;
    while (this.#byRef.size > 1 && this.#isFull()) this.#evictOne(kept);
  }

  #isFull(): boolean {
    return this.#byRef.size > this.#accountsMax || this.#endpointCount > this.#endpointsMax;
  }

  /** Second chance: an account that was used since it was last looked at goes to the back, so that a use costs a flag and no more. */
  #evictOne(newest: Kept): void {
    for (const [ref, kept] of this.#byRef) {
      if (!kept.isUsed && kept !== newest) {
        this.#drop(ref);
        return;
      }
      kept.isUsed = false;
      this.#byRef.delete(ref);
      this.#byRef.set(ref, kept);
    }
  }

  #drop(ref: AccountRef): void {
    const kept = this.#byRef.get(ref);
    if (kept === undefined) return;
    this.#byRef.delete(ref);
    this.#byId.delete(kept.entry.account.id);
    this.#endpointCount -= kept.entry.endpoints.length;
  }
}

function use(kept: Kept | undefined): AccountEntry | undefined {
  if (kept === undefined) return undefined;
  kept.isUsed = true;
  return kept.entry;
}

function entryOf(account: Account, endpoints: readonly Endpoint[]): AccountEntry {
  const inOrder = [...endpoints].sort((one, other) => one.createdAt - other.createdAt || one.ref - other.ref);
  return {
    account,
    endpoints: inOrder,
    endpointByRef: new Map(inOrder.map((endpoint) => [endpoint.ref, endpoint])),
  };
}
