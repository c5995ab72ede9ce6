import type { AccountRef, EpochMs } from '@keyturn/core';
import type { Database } from './database.ts';
import { ROWS_SEEN_MAX } from './paging.ts';

/** How far back a machine's clock may have been set: within it the order of refs and of times may differ. */
export const CLOCK_STEP_MS = 3_600_000;

/**
 * A ref at or below `below` under which an account's events begin that were accepted before `until`. Refs grow with time, so it halves
 * its way there in some twenty look-ups, instead of stepping over all that is newer or keeping an index that every publish pays for.
 */
export async function refAcceptedBefore(
  db: Database,
  accountRef: AccountRef,
  below: number,
  until: EpochMs | undefined,
): Promise<number> {
  if (until === undefined) return below;
  const newestBelow = (ref: number) =>
    db.reader
      .selectFrom('events')
      .select(['event_id', 'accepted_at'])
      .where('account_id', '=', accountRef)
      .where('event_id', '<', ref)
      .orderBy('event_id', 'desc')
      .limit(1)
      .executeTakeFirst();
  const isTooNew = (acceptedAt: number) => acceptedAt >= until + CLOCK_STEP_MS;

  const newest = await newestBelow(below);
  if (newest === undefined || !isTooNew(newest.accepted_at)) return below;
  let high = newest.event_id;
  let low = 0;
  // What is left between them is less than a page looks at.
  while (high - low > ROWS_SEEN_MAX) {
    const middle = low + Math.floor((high - low) / 2);
    const found = await newestBelow(middle);
    if (found !== undefined && isTooNew(found.accepted_at)) high = found.event_id;
    else low = middle;
  }
  return high;
}
