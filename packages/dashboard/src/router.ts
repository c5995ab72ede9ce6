import { createRouter } from '@tanstack/react-router';
import { accountIndexRoute, accountRoute } from './routes/account.tsx';
import { indexRoute } from './routes/index.tsx';
import {
  deliveriesRoute,
  deliveryRoute,
  endpointRoute,
  endpointsRoute,
  eventRoute,
  eventsRoute,
  webhookRoute,
} from './routes/pages.tsx';
import { type RouterContext, rootRoute } from './routes/root.tsx';
import { passwordRoute, setUpRoute, signInRoute, startRoute } from './routes/session.tsx';

const routeTree = rootRoute.addChildren([
  indexRoute,
  startRoute,
  signInRoute,
  setUpRoute,
  passwordRoute,
  accountRoute.addChildren([
    accountIndexRoute,
    webhookRoute,
    endpointsRoute,
    endpointRoute,
    eventsRoute,
    eventRoute,
    deliveriesRoute,
    deliveryRoute,
  ]),
]);

/** Makes the router: every view is an address. */
export function makeRouter(context: RouterContext) {
  const router = createRouter({
    routeTree,
    context,
    // Only what a page has checked comes out of the address.
    search: { strict: true },
    scrollRestoration: true,
    defaultPendingMs: 200,
  });
  // A new page is read from its heading on; filters and dialogs leave the focus where it is.
  router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
    if (pathChanged && fromLocation !== undefined) document.querySelector('h1')?.focus();
  });
  return router;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
