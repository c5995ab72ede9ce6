import { createRoute, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../features/session/queries.ts';
import { accountsQuery } from '../features/shell/queries.ts';
import { rootRoute } from './root.tsx';

/** `/`: to the first account of the person, or to what must come before. */
export const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: async ({ context: { api, queryClient } }) => {
    const session = await queryClient.ensureQueryData(sessionQuery(api));
    if (session.setup_required) throw redirect({ to: '/set-up', replace: true });
    if (session.user === null) throw redirect({ to: '/sign-in', replace: true });
    const [membership] = session.memberships;
    if (membership !== undefined) throw toWebhook(membership.account_id);
    const accounts = session.is_operator ? await queryClient.ensureQueryData(accountsQuery(api)) : undefined;
    const [account] = accounts?.data ?? [];
    if (account !== undefined) throw toWebhook(account.id);
    throw redirect({ to: '/set-up', replace: true });
  },
});

function toWebhook(account: string) {
  return redirect({ to: '/accounts/$account/webhook', params: { account }, replace: true });
}
