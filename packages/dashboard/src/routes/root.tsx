import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Outlet } from '@tanstack/react-router';
import type { Api } from '../api/api.ts';
import { SessionGateDialog } from '../features/session/session-gate-dialog.tsx';
import { NotFound } from '../features/shell/not-found.tsx';
import { PageCrashed } from '../features/shell/page-crashed.tsx';
import { LiveRegion } from '../ui/live-region.tsx';

/** What every route can use before its page is there. */
export interface RouterContext {
  readonly api: Api;
  readonly queryClient: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: () => (
    <>
      <Outlet />
      <SessionGateDialog />
      <LiveRegion />
    </>
  ),
  notFoundComponent: NotFound,
  errorComponent: PageCrashed,
});
