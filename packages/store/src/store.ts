/**
 * The storage contract: one interface per aggregate, one sentence per verb. Implemented on SQLite and on PostgreSQL, held to
 * the same suite (`testkit/contracts`). Rows in, rows out: it sees sealed bytes, never a secret. Asynchronous throughout.
 * Times are arguments. Every write of a rare verb carries its audit entry and commits with it.
 */
import type { AccountStore } from './accounts.ts';
import type { ApiKeyStore } from './api-keys.ts';
import type { AuditStore } from './audit.ts';
import type { DeliveryStore } from './deliveries.ts';
import type { EndpointStore } from './endpoints.ts';
import type { EventStore } from './events.ts';
import type { HotStore } from './hot/hot-store.ts';
import type { IdempotencyStore } from './idempotency.ts';
import type { InstanceStore } from './instance.ts';
import type { KeysetStore } from './keysets.ts';
import type { LoginLinkStore } from './login-links.ts';
import type { MemberStore } from './members.ts';
import type { SessionStore } from './sessions.ts';
import type { UsageStore } from './usage.ts';
import type { UserStore } from './users.ts';

/** Everything that Keyturn keeps. One open store per process; the second process on the same database is refused at `openStore`. */
export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  readonly accounts: AccountStore;
  readonly keysets: KeysetStore;
  readonly endpoints: EndpointStore;
  readonly events: EventStore;
  readonly deliveries: DeliveryStore;
  readonly usage: UsageStore;
  readonly audit: AuditStore;
  readonly apiKeys: ApiKeyStore;
  readonly users: UserStore;
  readonly members: MemberStore;
  readonly sessions: SessionStore;
  readonly loginLinks: LoginLinkStore;
  readonly idempotency: IdempotencyStore;
  readonly instance: InstanceStore;
  readonly hot: HotStore;
  /**
   * Takes `count` consecutive row keys, above every one taken before by any process; the first is returned. Synchronous: blocks are
   * reserved ahead in the database. A process that dies leaves a gap, nothing else.
   */
  takeRefs(count: number): number;
  /** Answers when the database took a trivial write just now; throws a StoreError when not. */
  checkWritable(): Promise<void>;
  /** Waits for what is under way, then closes; may be called twice. */
  close(): Promise<void>;
}
