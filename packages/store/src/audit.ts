import type { AccountRef, Actor, AuditId, EpochMs } from '@keyturn/core';
import type { Page, PageRequest } from './page.ts';

/** One line of the audit log: who did what to what, when, with what before and after. Never a secret. */
export interface AuditEntry {
  readonly id: AuditId;
  /** Absent for acts on the installation as a whole (an operator's API key). */
  readonly accountRef?: AccountRef;
  readonly at: EpochMs;
  readonly actor: Actor;
  /** `<noun>.<past participle>`: `secret.created`, `secret.activated`, `endpoint.paused`. */
  readonly act: string;
  readonly objectType: 'account' | 'secret' | 'endpoint' | 'delivery' | 'api_key' | 'event';
  /** Public id of the object. */
  readonly objectId: string;
  /** Facts that changed, as plain JSON values. */
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly requestId?: string;
  readonly address?: string;
}

/** Reads of the audit log. Entries are written by the verbs that they describe, in the same transaction, and never changed. */
export interface AuditStore {
  /** Lists an account's entries, newest first. */
  list(
    accountRef: AccountRef,
    filter: { readonly act?: string; readonly objectId?: string },
    page: PageRequest,
  ): Promise<Page<AuditEntry>>;
  /** Appends an entry that stands alone, for acts that change no other row. */
  append(entry: AuditEntry): Promise<void>;
}
