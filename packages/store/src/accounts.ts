import type { AccountId, AccountRef, EpochMs, SignatureProfile } from '@keyturn/core';
import type { AuditEntry } from './audit.ts';
import type { Page, PageRequest } from './page.ts';

/** The platform's customer; owns secrets, endpoints and events. */
export interface Account {
  readonly ref: AccountRef;
  readonly id: AccountId;
  readonly name: string;
  /** Always contains `standard`. */
  readonly signatureProfiles: readonly SignatureProfile[];
  readonly createdAt: EpochMs;
  readonly closedAt?: EpochMs;
}

/** Accounts and their own keyset row, which is made and closed with them. */
export interface AccountStore {
  /** Inserts an account with its keyset at epoch 0; false when its public id is taken (closed accounts keep theirs). */
  insert(account: Account, audit: AuditEntry): Promise<boolean>;
  /** Finds an account, closed ones included. */
  find(id: AccountId): Promise<Account | undefined>;
  /** Finds an account by its row key, closed ones included. */
  findByRef(ref: AccountRef): Promise<Account | undefined>;
  /** Lists open accounts, newest first. */
  list(page: PageRequest): Promise<Page<Account>>;
  /** Changes name or profiles. */
  update(account: Account, audit: AuditEntry): Promise<void>;
  /**
   * Closes an account in one transaction: sets `closedAt`, revokes its API keys, disables its secrets and those of its endpoints (through
   * `close` transitions made by `core`), removes their sealed bytes, marks its waiting deliveries dead as `account_deleted`.
   */
  close(ref: AccountRef, at: EpochMs, audit: AuditEntry): Promise<void>;
}
