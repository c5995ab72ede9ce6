import type { components } from '@keyturn/client';
import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../api/api.ts';

type Stats = components['schemas']['Stats'];

/** One secret as the key usage knows it: when it signed last, and since when it signs nothing. */
export type KeyUse = Stats['keys'][number];

const POLL_MS = 5_000;

/** Requests of the last hour by the key that signed them, and what is known of each key now. */
export function keyUsageQuery({ client }: Api, account: string) {
  return queryOptions({
    queryKey: ['stats', account, 'key_usage'],
    queryFn: ({ signal }) => client.getStats({ path: { account }, query: { metric: 'key_usage' }, signal }),
    refetchInterval: POLL_MS,
  });
}

/** How many requests of a span a key signed: as the first in the signature, or beside another during an overlap. */
export function requestsSigned(stats: Stats, keyId: string): number {
  return stats.series
    .filter((series) => series.key === keyId)
    .flatMap((series) => series.points)
    .reduce((sum, [, count]) => sum + (count ?? 0), 0);
}

/** What is known of a secret's use; undefined for one that never signed, or so old that it is not told any more. */
export function keyUseOf(stats: Stats | undefined, secretId: string): KeyUse | undefined {
  return stats?.keys.find((key) => key.secret_id === secretId);
}
