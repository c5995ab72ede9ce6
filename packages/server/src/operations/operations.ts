/**
 * The product's table of contents: one operation per OpenAPI operationId, each in a file of its own name. Inputs are parsed and
 * authorised by the edge (HTTP); outputs are domain values that the edge presents. Refusals are values.
 */
import type {
  AccountId,
  Actor,
  Cutover,
  DeliveryId,
  EndpointId,
  EpochMs,
  EventId,
  Result,
  Secret,
  SecretId,
  SignatureProfile,
  UserId,
} from '@keyturn/core';
import type {
  Account,
  ApiKey,
  Attempt,
  AuditEntry,
  AuditFilter,
  Delivery,
  DeliveryFilter,
  Endpoint,
  EventFilter,
  EventSummary,
  Member,
  Page,
  PageRequest,
  Role,
  SecretRow,
} from '@keyturn/store';
import type { Sensitive } from '../keyring/sensitive.ts';
import type { MadeLoginLink } from './make-login-link.ts';
import type { OperationError } from './operation-error.ts';
import type { Stats, StatsMetric } from './stats.ts';

/** Who asks, as the audit log keeps it. Permission and account binding were checked before. */
export interface Caller {
  readonly actor: Actor;
  readonly requestId: string;
  /** The peer's IP address. */
  readonly address?: string;
}

/** The outcome of an operation: a promise of a value or a refusal. */
export type Outcome<T> = Promise<Result<T, OperationError>>;

/** An event as its publisher gave it. Exactly one of `dataText` and `body`. */
export interface PublishInput {
  /** Chosen by the publisher; ours when absent. */
  readonly id?: EventId;
  readonly type: string;
  /** JSON text of `data`, numbers as in the request; wrapped in the CloudEvents envelope. */
  readonly dataText?: string;
  /** Verbatim bytes, with their content type. */
  readonly body?: { readonly bytes: Uint8Array; readonly contentType: string };
  /** RFC 3339; the moment of acceptance when absent. */
  readonly time?: string;
  readonly subject?: string;
  readonly source?: string;
  readonly dataschema?: string;
  /** SHA-256 of the request as given; needed when `id` is. */
  readonly requestSha256?: Uint8Array;
}

/** What a publisher learns. */
export interface Published {
  readonly id: EventId;
  readonly duplicate: boolean;
  readonly warnings: readonly string[];
}

/** A secret with its text: the only answer that ever holds one. */
export interface CreatedSecret {
  readonly row: SecretRow;
  readonly text: Sensitive<string>;
  /** The pending secret that this one replaced. */
  readonly replaced?: Secret;
  readonly cutover?: Cutover;
}

/** What `activate` answers, the first time and every time after. */
export interface Activation {
  readonly active: SecretRow;
  readonly previous?: SecretRow;
  readonly cutover: Cutover;
}

/** A new member; with a link to sign in with when nobody had that email before. */
export interface AddedMember {
  readonly member: Member;
  readonly loginLink?: MadeLoginLink;
}

/** Every operation, by operationId. `account` and the other ids are as the caller wrote them; a foreign or unknown one is `not_found`. */
export interface Operations {
  createAccount(
    caller: Caller,
    input: {
      readonly id?: AccountId;
      readonly name: string;
      readonly signatureProfiles: readonly SignatureProfile[];
    },
  ): Outcome<Account>;
  getAccount(account: AccountId): Outcome<Account>;
  listAccounts(page: PageRequest): Outcome<Page<Account>>;
  updateAccount(
    caller: Caller,
    account: AccountId,
    change: { readonly name?: string; readonly signatureProfiles?: readonly SignatureProfile[] },
  ): Outcome<Account>;
  deleteAccount(caller: Caller, account: AccountId): Outcome<undefined>;

  createSecret(
    caller: Caller,
    account: AccountId,
    input: { readonly name: string; readonly endpointId?: EndpointId },
  ): Outcome<CreatedSecret>;
  getSecret(account: AccountId, secret: SecretId): Outcome<SecretRow>;
  listSecrets(
    account: AccountId,
    scope:
      | { readonly type: 'account' | 'all' }
      | { readonly type: 'endpoint'; readonly endpointId: EndpointId },
    page: PageRequest,
  ): Outcome<Page<SecretRow>>;
  /** Renames a secret, or moves the end of a retiring one's overlap. */
  updateSecret(
    caller: Caller,
    account: AccountId,
    secret: SecretId,
    change: { readonly name?: string; readonly retireAt?: EpochMs },
  ): Outcome<SecretRow>;
  /** Cancels a pending secret, or ends a retiring one's overlap now. */
  cancelSecret(caller: Caller, account: AccountId, secret: SecretId): Outcome<SecretRow>;
  activateSecret(
    caller: Caller,
    account: AccountId,
    secret: SecretId,
    input: {
      readonly overlapSeconds: number;
      readonly openOverlap: 'refuse' | 'end';
      readonly hardCut: 'refuse' | 'accept';
      readonly expectedEpoch?: number;
      readonly reason?: string;
    },
  ): Outcome<Activation>;

  createEndpoint(
    caller: Caller,
    account: AccountId,
    input: {
      readonly url: string;
      readonly description: string;
      readonly eventTypes: readonly string[];
      readonly headers: Readonly<Record<string, string>>;
    },
  ): Outcome<Endpoint>;
  getEndpoint(account: AccountId, endpoint: EndpointId): Outcome<Endpoint>;
  listEndpoints(account: AccountId, page: PageRequest): Outcome<Page<Endpoint>>;
  updateEndpoint(
    caller: Caller,
    account: AccountId,
    endpoint: EndpointId,
    change: {
      readonly url?: string;
      readonly description?: string;
      readonly eventTypes?: readonly string[];
      readonly headers?: Readonly<Record<string, string>>;
    },
  ): Outcome<Endpoint>;
  deleteEndpoint(caller: Caller, account: AccountId, endpoint: EndpointId): Outcome<undefined>;
  pauseEndpoint(caller: Caller, account: AccountId, endpoint: EndpointId): Outcome<Endpoint>;
  resumeEndpoint(caller: Caller, account: AccountId, endpoint: EndpointId): Outcome<Endpoint>;
  /** Publishes a `keyturn.test` event to this endpoint alone, signed like any other. */
  testEndpoint(caller: Caller, account: AccountId, endpoint: EndpointId): Outcome<Published>;

  publishEvent(caller: Caller, account: AccountId, input: PublishInput): Outcome<Published>;
  /** One result per event, in order: some may be refused while others are stored. */
  publishEvents(
    caller: Caller,
    account: AccountId,
    inputs: readonly PublishInput[],
  ): Outcome<readonly Result<Published, OperationError>[]>;
  getEvent(account: AccountId, event: EventId): Outcome<EventSummary & { readonly body: Uint8Array }>;
  listEvents(account: AccountId, filter: EventFilter, page: PageRequest): Outcome<Page<EventSummary>>;

  getDelivery(account: AccountId, delivery: DeliveryId): Outcome<Delivery>;
  listDeliveries(
    account: AccountId,
    filter: Pick<DeliveryFilter, 'status' | 'eventType'> & {
      readonly endpointId?: EndpointId;
      readonly eventId?: EventId;
    },
    page: PageRequest,
  ): Outcome<Page<Delivery>>;
  listAttempts(account: AccountId, delivery: DeliveryId): Outcome<readonly Attempt[]>;
  retryDelivery(caller: Caller, account: AccountId, delivery: DeliveryId): Outcome<Delivery>;

  /** Counts of an account over time; `until` is now, and `since` an hour before it, unless told. */
  getStats(
    account: AccountId,
    asked: {
      readonly metric: StatsMetric;
      readonly since?: EpochMs;
      readonly until?: EpochMs;
      readonly stepSeconds?: number;
    },
  ): Outcome<Stats>;

  listAudit(account: AccountId, filter: AuditFilter, page: PageRequest): Outcome<Page<AuditEntry>>;

  createApiKey(
    caller: Caller,
    input: {
      readonly name: string;
      readonly account?: AccountId;
      readonly permissions: readonly string[];
      readonly expiresAt?: EpochMs;
    },
  ): Outcome<{ readonly apiKey: ApiKey; readonly accountId?: AccountId; readonly text: Sensitive<string> }>;
  /** All keys of the installation, or one account's. */
  listApiKeys(
    account: AccountId | undefined,
    page: PageRequest,
  ): Outcome<Page<{ readonly apiKey: ApiKey; readonly accountId?: AccountId }>>;
  revokeApiKey(caller: Caller, account: AccountId | undefined, apiKey: string): Outcome<undefined>;

  listMembers(account: AccountId, page: PageRequest): Outcome<Page<Member>>;
  addMember(
    caller: Caller,
    account: AccountId,
    input: { readonly email: string; readonly name: string; readonly role: Role },
  ): Outcome<AddedMember>;
  updateMember(
    caller: Caller,
    account: AccountId,
    member: UserId,
    change: { readonly role: Role },
  ): Outcome<Member>;
  removeMember(caller: Caller, account: AccountId, member: UserId): Outcome<undefined>;

  /** Makes a one-time link: for the person with this email, for the operator when none is given. */
  createLoginLink(caller: Caller, input: { readonly email?: string }): Outcome<MadeLoginLink>;
}
