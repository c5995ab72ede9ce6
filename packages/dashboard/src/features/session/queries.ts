import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { type Api, useApi } from '../../api/api.ts';
import type { Role, Session } from '../../api/session.ts';

/** Who uses this browser. */
export function sessionQuery(api: Api) {
  return queryOptions({
    queryKey: ['session'],
    queryFn: () => api.session.read(),
    staleTime: 5 * 60_000,
  });
}

/** The session of the person who is signed in. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery(useApi())).data;
}

/** The person's role in an account; an operator is an owner everywhere. Undefined for an account of others. */
export function roleIn(session: Session, account: string): Role | undefined {
  if (session.is_operator) return 'owner';
  return session.memberships.find((membership) => membership.account_id === account)?.role;
}

/** Whether the person may change things in an account. The server decides; this only keeps buttons away that could not work. */
export function useMayWrite(account: string): boolean {
  const role = roleIn(useSession(), account);
  return role === 'owner' || role === 'developer';
}
