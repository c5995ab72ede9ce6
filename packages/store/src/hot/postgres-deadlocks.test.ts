import type { AccountRef, EndpointRef } from '@keyturn/core';
import { anAccount, anAuditEntry, anEndpoint, aPublish } from '@keyturn/testkit';
import { createPostgresDatabase } from '@keyturn/testkit/test-database';
import { expect, it } from 'vitest';
import { HotSession } from '../dialects/postgres/hot-session.ts';
import { parsePostgresUrl } from '../dialects/postgres/postgres-url.ts';
import { openClient, openTestStore } from '../dialects/postgres/test-session.ts';
import { makeClaimDue } from './claim-due/postgres.ts';
import { FIRST_CLAIM, type OutcomeRow, type PublishRow } from './hot-store.ts';
import { makeInsertBatch } from './insert-batch/postgres.ts';
import { makeRecordBatch } from './record-batch/postgres.ts';

const ROUNDS = 12;
const EVENTS_PER_LANE = 5;
const LANES = 60;
const NOW = 1_000 as never;

// One process serves a database today; its statements are written for several, whose batches meet in any order.
it('batches of two processes with the same events, deliveries and lanes in opposite orders never meet in a deadlock', async () => {
  const url = await createPostgresDatabase();
  const { store } = await openTestStore(url);
  const lanes: { accountRef: AccountRef; endpointRefs: EndpointRef[] }[] = [];
  for (let n = 0; n < LANES; n++) {
    const account = anAccount();
    await store.accounts.insert(account, anAuditEntry());
    const endpoint = anEndpoint({ accountRef: account.ref });
    await store.endpoints.insert(endpoint, anAuditEntry());
    lanes.push({ accountRef: account.ref, endpointRefs: [endpoint.ref] });
  }
  const parsed = parsePostgresUrl(url);
  const sessions = [new HotSession(parsed, 'commit'), new HotSession(parsed, 'commit')] as const;
  const claims = new HotSession(parsed, 'claim');
  const claimDue = makeClaimDue(claims);

  const commit = async (
    session: HotSession,
    publishes: readonly PublishRow[],
    outcomes: readonly OutcomeRow[],
  ) => {
    const inserts = makeInsertBatch(publishes, NOW);
    const records = makeRecordBatch(outcomes, inserts.lanes, NOW);
    await session.transact([...(publishes.length === 0 ? [] : [inserts.statement]), ...records.statements]);
  };
  let earlier: readonly PublishRow[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const wishes = (sha: number) =>
      lanes.flatMap((lane) =>
        Array.from({ length: EVENTS_PER_LANE }, (_, n) =>
          aPublish({ ...lane, eventId: `e-${round}-${n}`, requestSha256: new Uint8Array(32).fill(sha) }),
        ),
      );
    const [mine, theirs] = [wishes(1), wishes(1).toReversed()];
    // Every delivery of the round before, as two processes that both believe to hold it would tell of it.
    const outcomes = earlier.flatMap((row) =>
      row.deliveries.map(
        (delivery): OutcomeRow => ({
          accountRef: row.accountRef,
          endpointRef: delivery.endpointRef,
          deliveryRef: delivery.ref,
          claim: { ...FIRST_CLAIM, token: 0 },
          next: { type: 'waiting', dueAt: (1_000 + round) as never },
        }),
      ),
    );
    await Promise.all([commit(sessions[0], mine, []), commit(sessions[1], theirs, [])]);
    // Apart from events that both have, which would make the one wait for the whole of the other.
    for (let n = 0; n < 5; n++) {
      const [fresh, others] = [
        lanes.map((lane) => aPublish(lane)),
        lanes.map((lane) => aPublish(lane)).toReversed(),
      ];
      await Promise.all([commit(sessions[0], fresh, []), commit(sessions[1], others, [])]);
    }
    await Promise.all([
      commit(sessions[0], [], outcomes),
      commit(sessions[1], [], outcomes.toReversed()),
      claimDue({ now: NOW, claimMs: 1, lanesMax: 10, deliveriesPerLaneMax: 2, deliveriesMax: 20 }),
    ]);
    earlier = mine;
  }
  // A session tells the server of its deadlocks when it ends at the latest.
  for (const session of [...sessions, claims]) await session.close();
  await store.close();
  const client = await openClient(url);
  const { rows } = await client.query(
    'select deadlocks::int as deadlocks from pg_stat_database where datname = current_database()',
  );
  const { rows: events } = await client.query('select count(*)::int as count from events');
  await client.end();
  expect(events).toEqual([{ count: ROUNDS * lanes.length * (EVENTS_PER_LANE + 10) }]);
  expect(rows).toEqual([{ deadlocks: 0 }]);
});
