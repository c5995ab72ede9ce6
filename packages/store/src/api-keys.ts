import type { AccountRef, Actor, ApiKeyId, EpochMs } from '@keyturn/core';
import type { AuditEntry } from './audit.ts';
import type { Page, PageRequest } from './page.ts';

/** A caller's bearer key: its SHA-256, never the key. */
export interface ApiKey {
  readonly id: ApiKeyId;
  /** Absent for an operator's key, which reaches every account. */
  readonly accountRef?: AccountRef;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly sha256: Uint8Array;
  /** The first characters of the key, to tell keys apart in lists. */
  readonly prefix: string;
  readonly createdAt: EpochMs;
  readonly createdBy: Actor;
  readonly expiresAt?: EpochMs;
  readonly revokedAt?: EpochMs;
  readonly lastUsedAt?: EpochMs;
}

/** API keys. */
export interface ApiKeyStore {
  insert(key: ApiKey, audit: AuditEntry): Promise<void>;
  /** Finds a key by the SHA-256 of its text, revoked and expired ones included. */
  findBySha256(sha256: Uint8Array): Promise<ApiKey | undefined>;
  find(id: ApiKeyId): Promise<ApiKey | undefined>;
  /** Lists keys, newest first: one account's, or all of the installation. */
  list(accountRef: AccountRef | undefined, page: PageRequest): Promise<Page<ApiKey>>;
  /** Revokes a key for good; false when it was revoked before. */
  revoke(id: ApiKeyId, at: EpochMs, audit: AuditEntry): Promise<boolean>;
  /** Notes the last use of several keys in one write. */
  touch(uses: readonly { readonly id: ApiKeyId; readonly at: EpochMs }[]): Promise<void>;
}
