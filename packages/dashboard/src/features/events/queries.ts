import { queryOptions } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/api.ts';
import type { EventSummary } from '../../api/models.ts';
import { type PagedList, usePagedList } from '../../ui/paged-list.ts';
import { type EventsSearch, rangeStart } from './events-search.ts';

/** Every query about events of an account starts so. */
function eventsKey(account: string): readonly [string, string] {
  return ['events', account];
}

/** The list of events behind a filter. */
export function useEventList(account: string, search: EventsSearch): PagedList<EventSummary> {
  const { client } = useApi();
  return usePagedList<EventSummary>({
    key: [...eventsKey(account), 'list', search],
    read: (cursor, signal) => {
      const since = rangeStart(search.range, Date.now());
      const query = {
        ...(cursor === undefined ? {} : { cursor }),
        ...(search.type === undefined ? {} : { type: search.type }),
        ...(since === undefined ? {} : { since }),
      };
      return client.listEvents({ path: { account }, query, signal });
    },
  });
}

/** One event with its body. It never changes. */
export function eventQuery({ client }: Api, account: string, event: string) {
  return queryOptions({
    queryKey: [...eventsKey(account), 'one', event],
    queryFn: ({ signal }) => client.getEvent({ path: { account, event }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
