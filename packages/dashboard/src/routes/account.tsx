import { createRoute, redirect } from '@tanstack/react-router';
import { sessionQuery } from '../features/session/queries.ts';
import { Shell } from '../features/shell/shell.tsx';
import { rootRoute } from './root.tsx';

/** Everything of one account, for people who are signed in. */
export const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/accounts/$account',
  beforeLoad: async ({ location, context: { api, queryClient } }) => {
    const session = await queryClient.ensureQueryData(sessionQuery(api));
    if (session.user !== null) return;
    if (session.setup_required) throw redirect({ to: '/set-up', replace: true });
    throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true });
  },
  component: AccountShell,
});

function AccountShell() {
  const { account } = accountRoute.useParams();
  // Another account is another page: nothing of the one before may stay on it.
  return <Shell key={account} account={account} />;
}

/** `/accounts/acme`: its Webhook page. */
export const accountIndexRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/accounts/$account/webhook', params, replace: true });
  },
});
