import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../api/api.ts';
import type { Endpoint } from '../../api/models.ts';

/** Most endpoints that an account can have; two pages hold them. */
const PAGE_ROWS = 500;
const PAGES_MAX = 2;
/** How often the last answers are looked at again. */
const POLL_MS = 5_000;

/** Every query about endpoints of an account starts so. */
export function endpointsKey(account: string): readonly [string, string] {
  return ['endpoints', account];
}

/** All endpoints of an account, newest first. */
export function endpointsQuery({ client }: Api, account: string) {
  return queryOptions({
    queryKey: [...endpointsKey(account), 'all'],
    queryFn: async ({ signal }): Promise<readonly Endpoint[]> => {
      const endpoints: Endpoint[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const query = { limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) };
        const answer = await client.listEndpoints({ path: { account }, query, signal });
        endpoints.push(...answer.data);
        cursor = answer.next_cursor;
        if (cursor === null) break;
      }
      return endpoints;
    },
    refetchInterval: POLL_MS,
  });
}

/** One endpoint. */
export function endpointQuery({ client }: Api, account: string, endpoint: string) {
  return queryOptions({
    queryKey: [...endpointsKey(account), 'one', endpoint],
    queryFn: ({ signal }) => client.getEndpoint({ path: { account, endpoint }, signal }),
    refetchInterval: POLL_MS,
  });
}
