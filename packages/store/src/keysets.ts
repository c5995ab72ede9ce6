import type {
  AccountRef,
  DomainError,
  EndpointId,
  EpochMs,
  Keyset,
  Result,
  ScopeRef,
  ScopeState,
  Secret,
  SecretId,
  Transition,
} from '@keyturn/core';
import type { AuditEntry } from './audit.ts';
import type { Page, PageRequest } from './page.ts';

/** A secret as a list shows it. */
export interface SecretRow {
  readonly secret: Secret;
  readonly scopeRef: ScopeRef;
  /** Absent for the account's own scope. */
  readonly endpointId?: EndpointId;
  /** Epoch of its scope now. */
  readonly scopeEpoch: number;
  readonly lastUsedAt?: EpochMs;
}

/** A scope's live secrets with their sealed bytes: what the keyring opens to sign. */
export interface SealedKeyset {
  readonly keyset: Keyset;
  readonly sealedById: ReadonlyMap<SecretId, Uint8Array>;
}

/** What `decide` gives `change` to write. */
export interface KeysetDecision {
  readonly transition: Transition;
  /** Written with the rows; empty only when nothing changed. */
  readonly audit: readonly AuditEntry[];
}

/** Keysets and secrets. Rows are never deleted; partial unique indexes hold "one active, one pending, one retiring" per scope. */
export interface KeysetStore {
  /**
   * Changes a scope in one transaction: locks its keyset row (the account's first, when it is an endpoint's), reads its live secrets and the
   * disabled one `namedId`, lets `decide` decide, and writes changed rows, epoch, sealed bytes of a created secret and audit entries. A
   * secret that becomes disabled loses its sealed bytes. Nothing is written after a refusal or when the effect is not `changed` (a
   * rename counts as changed). `decide` is synchronous and pure. Refuses `not_found` when the scope does not exist.
   */
  change(
    accountRef: AccountRef,
    scopeRef: ScopeRef,
    input: {
      readonly namedId?: SecretId;
      readonly sealed?: { readonly id: SecretId; readonly bytes: Uint8Array };
    },
    decide: (state: ScopeState) => Result<KeysetDecision, DomainError>,
  ): Promise<Result<Transition, DomainError>>;
  /** The scope's live secrets, sealed; undefined when there is no such scope. */
  findSealed(accountRef: AccountRef, scopeRef: ScopeRef): Promise<SealedKeyset | undefined>;
  /** Finds one secret of the account, in any scope and state. */
  find(accountRef: AccountRef, id: SecretId): Promise<SecretRow | undefined>;
  /** Lists secrets, newest first: of one scope, or of every scope of the account. */
  list(accountRef: AccountRef, scope: ScopeRef | 'all', page: PageRequest): Promise<Page<SecretRow>>;
  /** Scopes with a retiring secret or an inheritance that ended by `now`, at most `limit`: what an `expire` transition must visit. */
  listExpired(
    now: EpochMs,
    limit: number,
  ): Promise<readonly { readonly accountRef: AccountRef; readonly scopeRef: ScopeRef }[]>;
  /** Pages through every sealed secret of the installation by account and id, for checks of the master keys. */
  listSealed(page: PageRequest): Promise<
    Page<{
      readonly accountRef: AccountRef;
      readonly scopeRef: ScopeRef;
      readonly id: SecretId;
      readonly sealed: Uint8Array;
    }>
  >;
  /** Scopes that break "one active, never more than one pending": always empty while the indexes stand; for `doctor`. */
  listBroken(
    limit: number,
  ): Promise<readonly { readonly scopeRef: ScopeRef; readonly activeCount: number }[]>;
}
