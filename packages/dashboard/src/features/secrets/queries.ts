import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/api.ts';
import type { Secret } from '../../api/models.ts';
import { endpointsWithOwnSecret } from './keyset.ts';

/** How often the page looks whether somebody else changed the secrets. */
const POLL_MS = 5_000;
/** Rows of one request, and requests for one view: enough for hundreds of turns. */
const PAGE_ROWS = 200;
const PAGES_MAX = 5;

/** Secrets as they were read, newest first. */
export interface SecretList {
  readonly secrets: readonly Secret[];
  /** Older, disabled ones were left out. */
  readonly hasMore: boolean;
}

/** Every query about secrets of an account starts so: one call makes all of them read again. */
export function secretsKey(account: string): readonly [string, string] {
  return ['secrets', account];
}

/**
 * The secrets of one scope: the account's, or an endpoint's own. Read until the active one is found, which can lie behind any number
 * of pending ones that were replaced.
 */
export function secretsQuery(api: Api, account: string, endpoint?: string) {
  return queryOptions({
    queryKey: [...secretsKey(account), endpoint ?? 'account'],
    queryFn: ({ signal }) =>
      readSecrets(api, account, endpoint === undefined ? {} : { endpoint_id: endpoint }, signal, (secrets) =>
        secrets.some((secret) => secret.status === 'active'),
      ),
    refetchInterval: POLL_MS,
  });
}

/** The secrets of every scope of the account, to know which endpoints sign with their own. */
function allSecretsQuery(api: Api, account: string) {
  return queryOptions({
    queryKey: [...secretsKey(account), 'all'],
    queryFn: ({ signal }) => readSecrets(api, account, { scope: 'all' }, signal, () => false),
    refetchInterval: 6 * POLL_MS,
  });
}

/** Ids of the endpoints with an active secret of their own; undefined until that is known. */
export function useEndpointsWithOwnSecret(account: string): ReadonlySet<string> | undefined {
  const { data } = useQuery(allSecretsQuery(useApi(), account));
  return data === undefined ? undefined : endpointsWithOwnSecret(data.secrets);
}

async function readSecrets(
  { client }: Api,
  account: string,
  filter: { readonly endpoint_id?: string; readonly scope?: 'all' },
  signal: AbortSignal,
  isEnough: (secrets: readonly Secret[]) => boolean,
): Promise<SecretList> {
  const secrets: Secret[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { ...filter, limit: PAGE_ROWS, ...(cursor === null ? {} : { cursor }) };
    const answer = await client.listSecrets({ path: { account }, query, signal });
    secrets.push(...answer.data);
    cursor = answer.next_cursor;
    if (cursor === null || isEnough(secrets)) break;
  }
  return { secrets, hasMore: cursor !== null };
}
