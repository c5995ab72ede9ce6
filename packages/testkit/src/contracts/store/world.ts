/** Short ways to fill a store and to do to it what the process does. */
import {
  type AccountRef,
  CLAIM_MS,
  type DeliveryRef,
  type DomainError,
  decideTransition,
  type EndpointRef,
  type EpochMs,
  type KeysetCommand,
  type Result,
  type ScopeRef,
  type SecretId,
  type Transition,
} from '@keyturn/core';
import {
  type Account,
  type Attempt,
  type ClaimedDelivery,
  type ClaimRequest,
  type Endpoint,
  FIRST_CLAIM,
  type HotBatch,
  type HotBatchResult,
  type OutcomeRow,
  type PublishRow,
  type Store,
  type User,
} from '@keyturn/store';
import {
  AN_ACTOR,
  anAccount,
  anAuditEntry,
  anEndpoint,
  aPublish,
  aUser,
  nextMoment,
  type PublishWishes,
} from '../../builders.ts';
import { FAKE_START } from '../../clock.ts';

/** When the hot statements' tests begin. */
export const T0 = FAKE_START;

/** `T0` and some milliseconds. */
export function after(ms: number): EpochMs {
  return (T0 + ms) as EpochMs;
}

/** Inserts an account. */
export async function insertAccount(store: Store, given: Partial<Account> = {}): Promise<Account> {
  const account = anAccount(given);
  const entry = anAuditEntry({ accountRef: account.ref, objectId: account.id });
  if (!(await store.accounts.insert(account, entry))) throw new Error(`account id ${account.id} is taken`);
  return account;
}

/** Inserts a user, as a viewer of an account made for it. */
export async function insertUser(store: Store, given: Partial<User> = {}): Promise<User> {
  const { ref } = await insertAccount(store);
  const user = aUser(given);
  const member = { accountRef: ref, user, role: 'viewer', addedBy: AN_ACTOR } as const;
  const added = await store.members.add(member, nextMoment(), () => anAuditEntry({ accountRef: ref }));
  if (added.type !== 'added' || !added.isNewUser) throw new Error(`email ${user.email} is taken`);
  return user;
}

/** Inserts an endpoint of the account. */
export async function insertEndpoint(
  store: Store,
  accountRef: AccountRef,
  given: Partial<Endpoint> = {},
): Promise<Endpoint> {
  const endpoint = anEndpoint({ ...given, accountRef });
  const entry = anAuditEntry({
    accountRef,
    act: 'endpoint.created',
    objectType: 'endpoint',
    objectId: endpoint.id,
  });
  await store.endpoints.insert(endpoint, entry);
  return endpoint;
}

/** An account with `count` endpoints. */
export async function insertLanes(
  store: Store,
  count: number,
): Promise<{ accountRef: AccountRef; endpointRefs: readonly EndpointRef[] }> {
  const account = await insertAccount(store);
  const endpointRefs: EndpointRef[] = [];
  for (let n = 0; n < count; n++) endpointRefs.push((await insertEndpoint(store, account.ref)).ref);
  return { accountRef: account.ref, endpointRefs };
}

/** Asks `core` for a transition inside the scope's lock, as operations do, with one audit entry for it. */
export function changeKeyset(
  store: Store,
  accountRef: AccountRef,
  scopeRef: ScopeRef,
  command: KeysetCommand,
  options: { readonly now?: EpochMs; readonly leaseMs?: number; readonly sealed?: Uint8Array } = {},
): Promise<Result<Transition, DomainError>> {
  const now = options.now ?? nextMoment();
  const created = 'secret' in command ? command.secret.id : undefined;
  const named = 'secretId' in command ? command.secretId : undefined;
  return store.keysets.change(
    accountRef,
    scopeRef,
    {
      ...(named === undefined ? {} : { namedId: named }),
      ...(created === undefined
        ? {}
        : { sealed: { id: created, bytes: options.sealed ?? sealedBytesOf(created) } }),
    },
    (state) => {
      const decided = decideTransition(state, command, now, options.leaseMs ?? 0);
      if (!decided.ok) return decided;
      const audit = anAuditEntry({
        accountRef,
        at: now,
        act: `secret.${command.type}`,
        objectType: 'secret',
        objectId: created ?? named ?? String(scopeRef),
      });
      return { ok: true, value: { transition: decided.value, audit: [audit] } };
    },
  );
}

/** Bytes that stand for a sealed secret, different for each id, with every byte value among them. */
export function sealedBytesOf(id: SecretId): Uint8Array {
  return new Uint8Array([...new TextEncoder().encode(id), ...Array.from({ length: 256 }, (_, n) => n)]);
}

/** A transition that must have been accepted. */
export async function accepted(change: Promise<Result<Transition, DomainError>>): Promise<Transition> {
  const result = await change;
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** One batch with what is given and nothing else. */
export function commit(store: Store, batch: Partial<HotBatch>): Promise<HotBatchResult> {
  return store.hot.commitBatch({ publishes: [], outcomes: [], secretUses: [], now: T0, ...batch });
}

/** Publishes one event. */
export async function publish(store: Store, wishes: PublishWishes, now: EpochMs = T0): Promise<PublishRow> {
  const row = aPublish(wishes);
  const { publishes } = await commit(store, { publishes: [row], now });
  if (publishes[0] !== 'stored') throw new Error(`the event was not stored but ${publishes[0]}`);
  return row;
}

/** The only delivery of a publish. */
export function deliveryOf(row: PublishRow): {
  readonly ref: DeliveryRef;
  readonly endpointRef: EndpointRef;
} {
  const [delivery] = row.deliveries;
  if (delivery === undefined) throw new Error('the event has no delivery');
  return delivery;
}

/** Claims with limits that do not matter unless given. */
export function claim(
  store: Store,
  now: EpochMs,
  limits: Partial<Omit<ClaimRequest, 'now'>> = {},
): Promise<readonly ClaimedDelivery[]> {
  return store.hot.claimDue({
    now,
    claimMs: CLAIM_MS,
    lanesMax: 64,
    deliveriesPerLaneMax: 10,
    deliveriesMax: 640,
    ...limits,
  });
}

/** Claims that must give exactly one delivery. */
export async function claimOne(store: Store, now: EpochMs): Promise<ClaimedDelivery> {
  const [only, ...others] = await claim(store, now);
  if (only === undefined || others.length > 0) {
    throw new Error(
      `one delivery expected to be due, there were ${only === undefined ? 0 : 1 + others.length}`,
    );
  }
  return only;
}

/** An attempt answered with `statusCode`. */
export function anAttempt(given: Partial<Attempt> = {}): Attempt {
  return {
    n: 1,
    startedAt: after(5),
    durationMs: 12,
    cause: given.statusCode === undefined || given.statusCode < 300 ? 'ok' : 'http_status',
    statusCode: 200,
    keyIds: ['KF3IQCNHSR'],
    epoch: 1,
    ...given,
  };
}

/** The outcome of a publish's only delivery, under its first claim and with an attempt unless said otherwise. */
export function anOutcome(
  row: PublishRow | ClaimedDelivery,
  next: OutcomeRow['next'],
  given: Omit<Partial<OutcomeRow>, 'attempt'> & { readonly attempt?: Attempt | 'none' } = {},
): OutcomeRow {
  const claimed = 'deliveryRef' in row;
  const { attempt: wished, ...others } = given;
  const attempt = wished ?? anAttempt({ statusCode: next.type === 'delivered' ? 200 : 503 });
  return {
    accountRef: row.accountRef,
    endpointRef: claimed ? row.endpointRef : deliveryOf(row).endpointRef,
    deliveryRef: claimed ? row.deliveryRef : deliveryOf(row).ref,
    claim: claimed ? row.claim : FIRST_CLAIM,
    next,
    ...(attempt === 'none' ? {} : { attempt }),
    ...others,
  };
}
