/** What the keyring offers to operations and to delivery. The only home of plaintext secrets. */
import type { AccountRef, EndpointRef, KeyId, ScopeRef, SecretId } from '@keyturn/core';
import type { Sensitive } from './sensitive.ts';

/** What one request is signed over. */
export interface SignInput {
  readonly eventId: string;
  readonly timestampSeconds: number;
  readonly body: Uint8Array;
  /** As typed; the `kore` profile signs it. */
  readonly typedUrl: string;
}

/** The secrets that sign for one endpoint at this moment. Valid for one request; asked again for the next. */
export interface SigningKeyset {
  readonly epoch: number;
  /** Active first; empty before the scope's first secret, when events go unsigned. */
  readonly keyIds: readonly KeyId[];
  readonly secretIds: readonly SecretId[];
  /** Whether a request signed with it may still start: false from the moment any of its scopes changed, or one of its secrets' time ended. */
  isCurrent(): boolean;
  /**
   * The headers of every profile of the account for one attempt, as a flat list of names and values: `webhook-id` and
   * `webhook-timestamp` always, the signature and the key ids from the scope's first secret on.
   */
  sign(input: SignInput): readonly string[];
}

/** Secrets in memory: made, sealed, opened, signed with. */
export interface Keyring {
  /** Makes a new secret's text, key id and sealed bytes; nothing is kept. */
  makeSecret(
    accountRef: AccountRef,
    scopeRef: ScopeRef,
    id: SecretId,
  ): { readonly text: Sensitive<string>; readonly keyId: KeyId; readonly sealed: Uint8Array };
  /** The signers for an endpoint if they are in memory and current: the hot path's way, synchronous. */
  findSigners(accountRef: AccountRef, endpointRef: EndpointRef): SigningKeyset | undefined;
  /**
   * Reads and opens the signers for an endpoint. Throws KeyringError: `sealed_unreadable` when a sealed secret does not open (such a
   * scope sends nothing, never unsigned), `scope_closed` when the account or the endpoint is deleted; and StoreError.
   */
  loadSigners(accountRef: AccountRef, endpointRef: EndpointRef): Promise<SigningKeyset>;
  /**
   * Drops what is known of an account's scopes: called after every change of a keyset or of the account's profiles, and before its
   * answer. From its return on, no SigningKeyset given out before is current, and no read begun before can be installed. `unknown` says
   * that the commit may still come to pass after this call (the database went away meanwhile): for a minute, what is read of the
   * account is then kept for a second at most.
   */
  forget(accountRef: AccountRef, commit: 'known' | 'unknown'): void;
}
