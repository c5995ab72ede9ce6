import type { EpochMs } from '@keyturn/core';
import type { Kysely } from 'kysely';
import type { QueryResult } from 'pg';
import { makeClaimDue } from '../../hot/claim-due/postgres.ts';
import type { HotBatch, HotBatchResult, HotStore } from '../../hot/hot-store.ts';
import { makeInsertBatch } from '../../hot/insert-batch/postgres.ts';
import { LANES_PER_STEP, LANES_START, type LanePosition } from '../../hot/lane-position.ts';
import { noteSecretUses } from '../../hot/note-secret-uses/postgres.ts';
import { noteUsage } from '../../hot/note-usage/postgres.ts';
import { type WalkedLane, walkLanes } from '../../hot/postgres-lane-walk.ts';
import { makeRecordBatch } from '../../hot/record-batch/postgres.ts';
import { releaseClaims } from '../../hot/release-claims/postgres.ts';
import { endOrphans, isAsleep, ORPHANS_PER_STEP, wakeLanes } from '../../hot/sweep-lanes/postgres.ts';
import type { Schema } from '../../schema.ts';
import type { HotSession } from './hot-session.ts';

/** What the hot statements run on. */
export interface HotConnections {
  /** Commits of publishes and outcomes, and nothing else. */
  readonly commits: HotSession;
  /** Claims and what mends lanes: never in the way of a commit. */
  readonly claims: HotSession;
  readonly reader: Kysely<Schema>;
  /** Throws when this process may not write now. */
  readonly assertServing: () => void;
}

/** The hot statements on PostgreSQL. */
export function makePostgresHotStore({ commits, claims, reader, assertServing }: HotConnections): HotStore {
  const claimDue = makeClaimDue(claims);

  /** Visits every lane that has due rows, some at a time. */
  const walk = async (visit: (lanes: readonly WalkedLane[]) => Promise<number>): Promise<number> => {
    let count = 0;
    for (let after: LanePosition = LANES_START; ; ) {
      assertServing();
      const lanes = (await claims.query(walkLanes(after, LANES_PER_STEP))).rows as readonly WalkedLane[];
      if (lanes.length > 0) count += await visit(lanes);
      const last = lanes.at(-1);
      if (last === undefined || lanes.length < LANES_PER_STEP) return count;
      after = last;
    }
  };

  const sweepLanes = (now: EpochMs): Promise<number> =>
    walk(async (lanes) => {
      const asleep = lanes.filter(isAsleep);
      if (asleep.length > 0) await claims.transact([wakeLanes(asleep)]);
      const orphans = lanes.filter((lane) => lane.nextAt === null);
      for (const lane of orphans) {
        while (countOf(await claims.transact([endOrphans(lane, now)])) === ORPHANS_PER_STEP) {
          // The next thousand, in a transaction of its own.
        }
      }
      return asleep.length + orphans.length;
    });

  return {
    async commitBatch(batch) {
      assertServing();
      return commitBatch(commits, batch);
    },
    async claimDue(request) {
      assertServing();
      return claimDue(request);
    },
    async releaseClaims(now) {
      const count = await walk(async (lanes) => countOf(await claims.transact([releaseClaims(lanes, now)])));
      await sweepLanes(now);
      return count;
    },
    sweepLanes,
    async countWaiting(accountRef) {
      let query = reader.selectFrom('due').select((eb) => eb.fn.countAll<number>().as('count'));
      if (accountRef !== undefined) query = query.where('account_id', '=', accountRef);
      return (await query.executeTakeFirstOrThrow()).count;
    },
  };
}

/** One transaction, in one round trip: what is published, what became of deliveries and lanes, what secrets were used. */
async function commitBatch(session: HotSession, batch: HotBatch): Promise<HotBatchResult> {
  const { publishes, outcomes, secretUses, usage, now } = batch;
  const inserts = makeInsertBatch(publishes, now);
  const records = makeRecordBatch(outcomes, inserts.lanes, now);
  const statements = [
    ...(publishes.length === 0 ? [] : [inserts.statement]),
    ...records.statements,
    ...(secretUses.length === 0 ? [] : [noteSecretUses(secretUses)]),
    ...(usage === undefined ? [] : noteUsage(usage)),
  ];
  if (statements.length === 0) return { publishes: [], outcomes: [] };
  const results = await session.transact(statements);
  const recorded = results.slice(publishes.length === 0 ? 0 : 1).slice(0, records.statements.length);
  const [inserted] = results;
  if (publishes.length === 0 || inserted === undefined) {
    return { publishes: [], outcomes: records.read(recorded) };
  }
  const question = inserts.unseen(inserted);
  // Such a row is committed and stays: it can be read now.
  const found = question && (await session.query(question));
  return { publishes: inserts.read(inserted, found), outcomes: records.read(recorded) };
}

function countOf(results: readonly QueryResult[]): number {
  const [row] = (results[0]?.rows ?? []) as readonly { readonly count: number }[];
  return row?.count ?? 0;
}
