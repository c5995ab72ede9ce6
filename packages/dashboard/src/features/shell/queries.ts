import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/api.ts';
import { useSession } from '../session/queries.ts';

/** Accounts that an operator's menu lists. */
const ACCOUNTS_LISTED = 100;

/** One account: its name and its signature profiles. */
export function accountQuery({ client }: Api, account: string) {
  return queryOptions({
    queryKey: ['account', account],
    queryFn: ({ signal }) => client.getAccount({ path: { account }, signal }),
    staleTime: 60_000,
  });
}

/** The first accounts of the installation, for operators. */
export function accountsQuery({ client }: Api) {
  return queryOptions({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => client.listAccounts({ query: { limit: ACCOUNTS_LISTED }, signal }),
    staleTime: 60_000,
  });
}

/** An account as the switcher lists it. */
export interface AccountChoice {
  readonly id: string;
  readonly name: string;
}

/** The accounts that the person can open, and whether there are more than these. */
export function useAccountChoices(): { choices: readonly AccountChoice[]; hasMore: boolean } {
  const session = useSession();
  const { data } = useQuery({ ...accountsQuery(useApi()), enabled: session.is_operator });
  if (session.is_operator && data !== undefined) {
    return { choices: data.data.map(({ id, name }) => ({ id, name })), hasMore: data.next_cursor !== null };
  }
  const choices = session.memberships.map((one) => ({ id: one.account_id, name: one.account_name }));
  return { choices, hasMore: false };
}

/** The account's name; its id until that is known. */
export function useAccountName(account: string): string {
  const session = useSession();
  const { data } = useQuery(accountQuery(useApi(), account));
  const membership = session.memberships.find((one) => one.account_id === account);
  return data?.name ?? membership?.account_name ?? account;
}
