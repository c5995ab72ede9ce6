/** Valid rows with defaults, so that a test shows only what matters to it. Refs and times grow with each row that is built. */
import { randomBytes } from 'node:crypto';
import {
  type AccountId,
  type AccountRef,
  type Actor,
  type ApiKeyId,
  type AuditId,
  type Branded,
  type DeliveryRef,
  type EndpointId,
  type EndpointRef,
  type EpochMs,
  type EventId,
  type EventRef,
  ID_RANDOM_BYTES,
  type IdPrefix,
  type KeyId,
  makeId,
  type NewSecret,
  type SecretId,
  type UserId,
} from '@keyturn/core';
import type { Account, ApiKey, AuditEntry, Endpoint, PublishRow, User } from '@keyturn/store';
import { FAKE_START } from './clock.ts';

/** Far above every ref that a test's own database hands out, so that built rows never meet those of `store.takeRefs`. */
let nextRef = 1_000_000_000_000;
let nextTime: number = FAKE_START;

/** Takes `count` consecutive row keys for rows of a test. */
export function takeTestRefs(count = 1): number {
  const first = nextRef;
  nextRef += count;
  return first;
}

/** A time one millisecond after the one before, so that rows made in order sort in order. */
export function nextMoment(): EpochMs {
  return nextTime++ as EpochMs;
}

/** A fresh public id whose time is `at`. */
export function aPublicId<Id extends Branded<string, string>>(prefix: IdPrefix, at: EpochMs): Id {
  return makeId(prefix, at, randomBytes(ID_RANDOM_BYTES)) as Id;
}

/** Who acts in tests. */
export const AN_ACTOR: Actor = { type: 'admin', id: 'admin', name: 'the operator' };

/** An entry of the audit log; `account.created` by the operator unless said otherwise. */
export function anAuditEntry(given: Partial<AuditEntry> = {}): AuditEntry {
  const at = given.at ?? nextMoment();
  return {
    id: aPublicId<AuditId>('aud', at),
    at,
    actor: AN_ACTOR,
    act: 'account.created',
    objectType: 'account',
    objectId: 'acc_x',
    ...given,
  };
}

/** An open account with the standard signature profile. */
export function anAccount(given: Partial<Account> = {}): Account {
  const createdAt = given.createdAt ?? nextMoment();
  return {
    ref: takeTestRefs() as AccountRef,
    id: aPublicId<AccountId>('acc', createdAt),
    name: 'Zoë’s shop',
    signatureProfiles: ['standard'],
    createdAt,
    ...given,
  };
}

/** An endpoint of the account that takes every event type. */
export function anEndpoint(given: Partial<Endpoint> & { readonly accountRef: AccountRef }): Endpoint {
  const createdAt = given.createdAt ?? nextMoment();
  return {
    ref: takeTestRefs() as EndpointRef,
    id: aPublicId<EndpointId>('ep', createdAt),
    url: 'https://receiver.example/webhooks?a=1#part',
    description: '',
    eventTypes: [],
    headers: {},
    createdAt,
    updatedAt: createdAt,
    ...given,
  };
}

/** What a publish may differ in from the default: one event of type `invoice.paid` with a small JSON body. */
export interface PublishWishes {
  readonly accountRef: AccountRef;
  readonly endpointRefs?: readonly EndpointRef[];
  readonly first?: 'in_memory' | 'claimed_later';
  readonly eventId?: string;
  readonly type?: string;
  readonly subject?: string;
  readonly contentType?: string;
  readonly body?: string | Uint8Array;
  readonly requestSha256?: Uint8Array;
  readonly acceptedAt?: EpochMs;
}

/** An event with a delivery for each endpoint, refs consecutive; deliveries wait for the claimer unless said otherwise. */
export function aPublish(given: PublishWishes): PublishRow {
  const endpointRefs = given.endpointRefs ?? [];
  const acceptedAt = given.acceptedAt ?? nextMoment();
  const ref = takeTestRefs(1 + endpointRefs.length);
  const body = given.body ?? '{"amount":1}';
  return {
    accountRef: given.accountRef,
    event: {
      ref: ref as EventRef,
      id: (given.eventId ?? aPublicId<EventId>('evt', acceptedAt)) as EventId,
      type: given.type ?? 'invoice.paid',
      ...(given.subject === undefined ? {} : { subject: given.subject }),
      contentType: given.contentType ?? 'application/json',
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
      acceptedAt,
    },
    ...(given.requestSha256 === undefined ? {} : { requestSha256: given.requestSha256 }),
    deliveries: endpointRefs.map((endpointRef, n) => ({
      ref: (ref + 1 + n) as DeliveryRef,
      endpointRef,
      first: given.first ?? 'claimed_later',
    })),
  };
}

/** A secret as the keyring hands it to `core`. */
export function aNewSecret(given: Partial<NewSecret> = {}): NewSecret {
  return {
    id: aPublicId<SecretId>('sec', nextMoment()),
    name: 'a secret',
    keyId: randomKeyId(),
    ...given,
  };
}

/** An operator's API key that may do everything a test needs. */
export function anApiKey(given: Partial<ApiKey> = {}): ApiKey {
  const createdAt = given.createdAt ?? nextMoment();
  return {
    id: aPublicId<ApiKeyId>('key', createdAt),
    name: 'ci',
    permissions: ['events:publish', 'secrets:read'],
    sha256: new Uint8Array(randomBytes(32)),
    prefix: 'kt_abcd',
    createdAt,
    createdBy: AN_ACTOR,
    ...given,
  };
}

/** A person with an email of their own, no operator, without a password. */
export function aUser(given: Partial<User> = {}): User & { readonly email: string } {
  const createdAt = given.createdAt ?? nextMoment();
  const id = aPublicId<UserId>('usr', createdAt);
  return {
    id,
    email: `${id.toLowerCase()}@example.com`,
    name: 'Zoë',
    createdAt,
    updatedAt: createdAt,
    ...given,
  };
}

function randomKeyId(): KeyId {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return Array.from(randomBytes(10), (byte) => alphabet.charAt(byte % 32)).join('') as KeyId;
}
