import { queryOptions } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/api.ts';
import type { Delivery } from '../../api/models.ts';
import { type PagedList, usePagedList } from '../../ui/paged-list.ts';
import type { DeliveriesSearch } from './deliveries-search.ts';

/** Deliveries that are counted before the count becomes "more than". */
const WAITING_ROWS = 200;
const POLL_MS = 5_000;

/** Every query about deliveries of an account starts so. */
export function deliveriesKey(account: string): readonly [string, string] {
  return ['deliveries', account];
}

/** Deliveries that wait, as far as they are counted. */
export interface WaitingDeliveries {
  readonly deliveries: readonly Delivery[];
  readonly hasMore: boolean;
}

/** The deliveries that wait, of the account or of one endpoint. */
export function waitingQuery({ client }: Api, account: string, endpoint?: string) {
  return queryOptions({
    queryKey: [...deliveriesKey(account), 'waiting', endpoint ?? 'account'],
    queryFn: async ({ signal }): Promise<WaitingDeliveries> => {
      const query = {
        status: 'waiting' as const,
        limit: WAITING_ROWS,
        ...(endpoint === undefined ? {} : { endpoint_id: endpoint }),
      };
      const page = await client.listDeliveries({ path: { account }, query, signal });
      return { deliveries: page.data, hasMore: page.next_cursor !== null };
    },
    refetchInterval: POLL_MS,
  });
}

/** The newest delivery that an endpoint took; null when it took none. */
export function lastDeliveredQuery({ client }: Api, account: string, endpoint: string) {
  return queryOptions({
    queryKey: [...deliveriesKey(account), 'last-delivered', endpoint],
    queryFn: async ({ signal }): Promise<Delivery | null> => {
      const query = { status: 'delivered', endpoint_id: endpoint, limit: 1 } as const;
      const page = await client.listDeliveries({ path: { account }, query, signal });
      return page.data[0] ?? null;
    },
    refetchInterval: 2 * POLL_MS,
  });
}

/** The list of deliveries behind a filter. `limit` bounds a page. */
export function useDeliveryList(account: string, search: DeliveriesSearch, limit = 50): PagedList<Delivery> {
  const { client } = useApi();
  return usePagedList<Delivery>({
    key: [...deliveriesKey(account), 'list', search, limit],
    read: (cursor, signal) =>
      client.listDeliveries({
        path: { account },
        query: {
          limit,
          ...(cursor === undefined ? {} : { cursor }),
          ...(search.status === undefined ? {} : { status: search.status }),
          ...(search.endpoint === undefined ? {} : { endpoint_id: search.endpoint }),
          ...(search.event === undefined ? {} : { event_id: search.event }),
          ...(search.type === undefined ? {} : { event_type: search.type }),
        },
        signal,
      }),
  });
}

/** One delivery; looked at often while it waits. */
export function deliveryQuery({ client }: Api, account: string, delivery: string) {
  return queryOptions({
    queryKey: [...deliveriesKey(account), 'one', delivery],
    queryFn: ({ signal }) => client.getDelivery({ path: { account, delivery }, signal }),
    refetchInterval: (query) => (query.state.data?.status === 'waiting' ? 2_000 : 3 * POLL_MS),
  });
}

/** Its attempts, oldest first. Read again whenever their number changes. */
export function attemptsQuery({ client }: Api, account: string, delivery: string, attemptCount: number) {
  return queryOptions({
    queryKey: [...deliveriesKey(account), 'attempts', delivery, attemptCount],
    queryFn: ({ signal }) => client.listAttempts({ path: { account, delivery }, signal }),
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
}
