import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';

/** How often the top of a list is looked at. */
const HEAD_POLL_MS = 4_000;

/** One page as the API answers it. */
export interface ListPage<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** What a list is made of. */
export interface PagedListInput<Row> {
  /** Names the list and its filter. */
  readonly key: readonly unknown[];
  read(cursor: string | undefined, signal: AbortSignal): Promise<ListPage<Row>>;
}

/** A list that grows downwards on demand, and upwards only when the person asks: nothing moves under the pointer. */
export interface PagedList<Row> {
  /** Undefined until the first page is there. */
  readonly rows: readonly Row[] | undefined;
  readonly error: unknown;
  /** Rows at the top that are not shown yet; `atLeast` when the newest page holds nothing that is shown. */
  readonly fresh: { readonly count: number; readonly precision: 'exact' | 'atLeast' };
  readonly isRefreshing: boolean;
  readonly older: 'none' | 'more' | 'loading';
  showFresh(): void;
  loadOlder(): void;
  retry(): void;
}

/** Reads a list page by page, and watches its top. Rows that are shown change in place, as their state does. */
export function usePagedList<Row extends { readonly id: string }>(
  input: PagedListInput<Row>,
): PagedList<Row> {
  const queryClient = useQueryClient();
  const pagesKey = [...input.key, 'pages'];
  const pages = useInfiniteQuery({
    queryKey: pagesKey,
    queryFn: ({ pageParam, signal }) => input.read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    // What is shown is renewed by the head below; reading every page again would move rows.
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  const [firstPage] = pages.data?.pages ?? [];
  const head = useQuery({
    queryKey: [...input.key, 'head'],
    queryFn: ({ signal }) => input.read(undefined, signal),
    enabled: pages.isSuccess && !pages.isPlaceholderData,
    refetchInterval: HEAD_POLL_MS,
    ...(firstPage === undefined
      ? {}
      : { initialData: firstPage, initialDataUpdatedAt: pages.dataUpdatedAt, staleTime: HEAD_POLL_MS }),
  });

  const shown = pages.data?.pages.flatMap((page) => page.data);
  const shownIds = new Set(shown?.map(({ id }) => id));
  const headRows = pages.isPlaceholderData ? [] : (head.data?.data ?? []);
  const isEmpty = shown?.length === 0;
  const rows = isEmpty ? headRows : shown?.map((row) => headRows.find(({ id }) => id === row.id) ?? row);
  const freshCount = isEmpty ? 0 : headRows.filter(({ id }) => !shownIds.has(id)).length;

  return {
    rows,
    error: pages.error ?? head.error,
    fresh: {
      count: freshCount,
      precision: freshCount > 0 && freshCount === headRows.length ? 'atLeast' : 'exact',
    },
    isRefreshing: pages.isPlaceholderData,
    older: pages.isFetchingNextPage ? 'loading' : pages.hasNextPage ? 'more' : 'none',
    showFresh() {
      if (head.data === undefined) return;
      queryClient.setQueryData(pagesKey, { pages: [head.data], pageParams: [undefined] });
    },
    loadOlder: () => void pages.fetchNextPage(),
    retry() {
      void pages.refetch();
      void head.refetch();
    },
  };
}
