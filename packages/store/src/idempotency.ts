import type { AccountRef, EpochMs } from '@keyturn/core';

/** What a repeated request meets. */
export type IdempotencyBegin =
  | { readonly type: 'started' }
  | { readonly type: 'in_progress' }
  | { readonly type: 'other_request' }
  | { readonly type: 'finished'; readonly status: number; readonly body: string };

/** Remembers answers by idempotency key for IDEMPOTENCY_MS. The body never holds a secret's or API key's text: callers strip it. */
export interface IdempotencyStore {
  /** Takes the key for this request, or says what stands in the way. `owner` 0 stands for the operator. Entries older than the limit are taken over. */
  begin(
    owner: AccountRef | 0,
    key: string,
    requestSha256: Uint8Array,
    now: EpochMs,
  ): Promise<IdempotencyBegin>;
  /** Stores the answer of a started request. */
  finish(owner: AccountRef | 0, key: string, status: number, body: string): Promise<void>;
  /** Gives a started key back, after a refusal or an accident. */
  abandon(owner: AccountRef | 0, key: string): Promise<void>;
  /** Deletes entries older than the limit, and at process start those that a dead process left unfinished. */
  sweep(now: EpochMs, unfinished: 'keep' | 'delete'): Promise<void>;
}
