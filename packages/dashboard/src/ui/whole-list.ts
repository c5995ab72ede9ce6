import type { UseQueryResult } from '@tanstack/react-query';
import type { PagedList } from './paged-list.ts';

/** A list that is read whole, as the panel of lists takes it. */
export function wholeList<Row>(
  read: UseQueryResult<readonly Row[]>,
  choose: (rows: readonly Row[]) => readonly Row[],
): PagedList<Row> {
  return {
    rows: read.data === undefined ? undefined : choose(read.data),
    error: read.error,
    fresh: { count: 0, precision: 'exact' },
    isRefreshing: false,
    older: 'none',
    showFresh: () => undefined,
    loadOlder: () => undefined,
    retry: () => void read.refetch(),
  };
}
