import type { AccountRef, EndpointId, EndpointRef, EpochMs } from '@keyturn/core';
import type { AuditEntry } from './audit.ts';
import type { Page, PageRequest } from './page.ts';

/** A URL of an account that receives events. Its pause lives on its lane, and is joined in here. */
export interface Endpoint {
  readonly ref: EndpointRef;
  readonly accountRef: AccountRef;
  readonly id: EndpointId;
  /** As typed: the `kore` profile signs this text. */
  readonly url: string;
  readonly description: string;
  /** Exact types or `prefix.*`; empty means every type. */
  readonly eventTypes: readonly string[];
  /** Custom headers, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly paused?: { readonly at: EpochMs; readonly reason: 'manual' | 'gone' };
  readonly deletedAt?: EpochMs;
}

/** Endpoints with their lane and keyset rows, which are made with them. */
export interface EndpointStore {
  /** Inserts an endpoint with its lane and its keyset at epoch 0. */
  insert(endpoint: Endpoint, audit: AuditEntry): Promise<void>;
  /** Finds an endpoint of the account that is not deleted. */
  find(accountRef: AccountRef, id: EndpointId): Promise<Endpoint | undefined>;
  /** Finds an endpoint by row key, deleted ones included (deliveries outlive their endpoint). */
  findByRef(accountRef: AccountRef, ref: EndpointRef): Promise<Endpoint | undefined>;
  /** Lists the account's endpoints that are not deleted, newest first. */
  list(accountRef: AccountRef, page: PageRequest): Promise<Page<Endpoint>>;
  /** All endpoints of the account that are not deleted: what a publish is matched against. At most ENDPOINTS_PER_ACCOUNT_MAX. */
  listAll(accountRef: AccountRef): Promise<readonly Endpoint[]>;
  /** Changes url, description, event types or headers. */
  update(endpoint: Endpoint, audit: AuditEntry): Promise<void>;
  /** Pauses (`paused` given) or resumes an endpoint: its lane rests, or is due at once. */
  setPaused(
    accountRef: AccountRef,
    ref: EndpointRef,
    paused: Endpoint['paused'],
    at: EpochMs,
    audit: AuditEntry,
  ): Promise<void>;
  /**
   * Deletes an endpoint: its secrets are disabled (`close`), its waiting deliveries dead as `endpoint_deleted`, its lane removed; the row stays for history.
   */
  delete(accountRef: AccountRef, ref: EndpointRef, at: EpochMs, audit: AuditEntry): Promise<void>;
}
