import { IDS_AHEAD_MS_MAX, type IdPrefix } from '@keyturn/core';
import type { RandomSlices } from '../random-slices.ts';

/**
 * Makes the ids of one process so that they sort as they were made, also within a millisecond: lists of secrets and of the audit log
 * are in the order of their ids, and people read what came first from it. A burst runs ahead of the clock by a millisecond per id.
 * Events are many, sort by their row keys, and are left as they are.
 */
export function makeOrderedIds(ids: Pick<RandomSlices, 'makeId'>): (prefix: IdPrefix, now: number) => string {
  let lastAt = 0;
  return (prefix, now) => {
    if (prefix === 'evt') return ids.makeId(prefix, now);
    // A clock that was set back by hours does not hold the ids in the future for long: they follow it after a minute's worth.
    lastAt = lastAt - now > IDS_AHEAD_MS_MAX ? now : Math.max(now, lastAt + 1);
    return ids.makeId(prefix, lastAt);
  };
}
