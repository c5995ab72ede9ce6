import type { AccountId, AccountRef, EndpointRef } from '@keyturn/core';
import type { Account, Endpoint } from '@keyturn/store';

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
