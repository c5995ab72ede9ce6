import { type AccountRef, type EndpointRef, type EpochMs, QUEUE_COUNTED_MAX } from '@keyturn/core';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import type { LastAttempt } from './last-attempt.ts';

/**
 * What is counted by account and minute. `requests`: attempts, labelled `<sent> <key ids>` (`delivered`, `failed` or `unsent`, then the
 * keys that signed, as `attempts.key_ids` has them); `latency`: requests that were sent, by the bucket of their duration; `flow`: events
 * `accepted`, deliveries `delivered` and `dead`.
 */
export type UsageKind = 'requests' | 'latency' | 'flow';

/** How often something happened in one minute, as far as one process counted it. */
export interface UsageCount {
  readonly accountRef: AccountRef;
  readonly kind: UsageKind;
  readonly label: string;
  /** The beginning of the minute. */
  readonly minute: EpochMs;
  /** A row key of this minute in this process's memory: who writes it again writes the whole count again, and nothing is added twice. */
  readonly bucketRef: number;
  readonly count: number;
}

/** What goes to disk with a batch, beside the results that it was counted from. */
export interface Usage {
  readonly counts: readonly UsageCount[];
  readonly lastAttempts: readonly (LastAttempt & {
    readonly accountRef: AccountRef;
    readonly endpointRef: EndpointRef;
  })[];
}

/** A span of time in equal steps, from a whole minute on. */
export interface UsageSpan {
  readonly since: EpochMs;
  /** Not in it. */
  readonly until: EpochMs;
  /** Whole minutes. */
  readonly stepMs: number;
}

/** How often a label was counted in one step of a span. */
export interface UsageSum {
  readonly label: string;
  /** 0, 1, 2, ... */
  readonly step: number;
  readonly count: number;
}

/** The oldest delivery that waits, and how many there are. */
export interface Queue {
  /** At most QUEUE_COUNTED_MAX. */
  readonly waiting: number;
  /** Since when the oldest one waits; absent when none does. */
  readonly oldestAt?: EpochMs;
}

/** Reads of what was counted; it is written by `HotStore.commitBatch` alone. */
export interface UsageStore {
  /** Sums of an account's counts of one kind, over all processes, by label and step; steps without a count are left out. */
  sum(accountRef: AccountRef, kind: UsageKind, span: UsageSpan): Promise<readonly UsageSum[]>;
  /** What waits in an account now. */
  queue(accountRef: AccountRef): Promise<Queue>;
}

/** A long span is read a day at a time: lists of others, on the same thread, wait for no more than 10 ms. */
const READ_MS = 24 * 3600_000;

/** Makes the reads of usage. */
export function makeUsageStore(db: Database): UsageStore {
  return {
    async sum(accountRef, kind, span) {
      const countByKey = new Map<string, UsageSum>();
      for (let from: number = span.since; from < span.until; from += READ_MS) {
        const to = Math.min(from + READ_MS, span.until);
        for (const row of await sumBetween(db, accountRef, kind, span, from, to)) {
          const key = `${row.step} ${row.label}`;
          const before = countByKey.get(key)?.count ?? 0;
          countByKey.set(key, { ...row, count: before + row.count });
        }
      }
      return [...countByKey.values()];
    },
    async queue(accountRef) {
      const due = db.reader.selectFrom('due').where('account_id', '=', accountRef);
      // Row keys of deliveries are given in the order of their publishes.
      const oldest = await due.select('enqueued_at').orderBy('delivery_id').limit(1).executeTakeFirst();
      if (oldest === undefined) return { waiting: 0 };
      const oldestAt = oldest.enqueued_at as EpochMs;
      const last = await due
        .select('delivery_id')
        .orderBy('delivery_id')
        .limit(1)
        .offset(QUEUE_COUNTED_MAX - 1)
        .executeTakeFirst();
      if (last !== undefined) return { waiting: QUEUE_COUNTED_MAX, oldestAt };
      const { count } = await due
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      return { waiting: count, oldestAt };
    },
  };
}

function sumBetween(
  db: Database,
  accountRef: AccountRef,
  kind: UsageKind,
  { since, stepMs }: UsageSpan,
  from: number,
  to: number,
): Promise<UsageSum[]> {
  // Whole numbers divided by whole numbers are whole in both dialects; a sum of bigints is none in PostgreSQL.
  const step = sql<number>`(minute - ${sql.lit(since)}) / ${sql.lit(stepMs)}`;
  return db.reader
    .selectFrom('usage_counts')
    .select(['label', step.as('step'), sql<number>`cast(sum(count) as bigint)`.as('count')])
    .where('account_id', '=', accountRef)
    .where('kind', '=', kind)
    .where('minute', '>=', from)
    .where('minute', '<', to)
    .groupBy(['label', step])
    .execute();
}
