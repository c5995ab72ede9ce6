import { makeAccountStore } from './accounts.ts';
import { makeApiKeyStore } from './api-keys.ts';
import { makeAuditStore } from './audit.ts';
import type { Database } from './database.ts';
import { makeDeliveryStore } from './deliveries.ts';
import { makeEndpointStore } from './endpoints.ts';
import { makeEventStore } from './events.ts';
import type { HotStore } from './hot/hot-store.ts';
import { makeIdempotencyStore } from './idempotency.ts';
import { makeInstanceStore } from './instance.ts';
import { makeKeysetStore } from './keysets.ts';
import { makeLoginLinkStore } from './login-links.ts';
import { makeMemberStore } from './members.ts';
import { openRefBlocks } from './ref-blocks.ts';
import { makeSessionStore } from './sessions.ts';
import type { Store } from './store.ts';
import { makeUsageStore } from './usage.ts';
import { makeUserStore } from './users.ts';

/** Puts a store together on a database whose schema is up to date: the portable queries, and the hot statements of its dialect. */
export async function makeStore(db: Database, hot: HotStore, close: () => Promise<void>): Promise<Store> {
  const refs = await openRefBlocks(db);
  let closing: Promise<void> | undefined;
  return {
    dialect: db.dialect,
    accounts: makeAccountStore(db),
    keysets: makeKeysetStore(db),
    endpoints: makeEndpointStore(db),
    events: makeEventStore(db),
    deliveries: makeDeliveryStore(db),
    usage: makeUsageStore(db),
    audit: makeAuditStore(db),
    apiKeys: makeApiKeyStore(db),
    users: makeUserStore(db),
    members: makeMemberStore(db),
    sessions: makeSessionStore(db),
    loginLinks: makeLoginLinkStore(db),
    idempotency: makeIdempotencyStore(db),
    instance: makeInstanceStore(db),
    hot,
    takeRefs: (count) => refs.take(count),
    checkWritable: () =>
      db.transact(async (tx) => {
        // Writes the row as it is: a commit that reaches the disk, and nothing changed.
        await tx
          .updateTable('ref_blocks')
          .set((eb) => ({ next_ref: eb.ref('next_ref') }))
          .where('id', '=', 1)
          .execute();
      }),
    close() {
      closing ??= close();
      return closing;
    },
  };
}
