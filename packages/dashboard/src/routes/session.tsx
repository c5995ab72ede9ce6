import { createRoute, redirect } from '@tanstack/react-router';
import type { Session } from '../api/session.ts';
import { PasswordPage } from '../features/session/password-page.tsx';
import { sessionQuery } from '../features/session/queries.ts';
import { SetUpPage } from '../features/session/set-up-page.tsx';
import { SignInPage } from '../features/session/sign-in-page.tsx';
import { StartFailed } from '../features/session/start-failed.tsx';
import { rootRoute } from './root.tsx';

/** `/start#<token>`: trades a printed link's token, which the fragment never sends, for a session. */
export const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/start',
  beforeLoad: async ({ location, context: { api, queryClient } }): Promise<{ refusal: unknown }> => {
    let session: Session;
    try {
      session = await api.session.tradeLink(location.hash);
    } catch (refusal) {
      return { refusal };
    }
    queryClient.setQueryData(sessionQuery(api).queryKey, session);
    // The fragment goes from the address and from the history.
    const needsPassword = session.mode === 'serve' && session.user?.has_password === false;
    throw redirect({ to: needsPassword ? '/password' : '/', replace: true });
  },
  component: StartFailed,
});

/** `/sign-in`: email and password, and on to `next`. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: ({ next }: Readonly<Record<string, unknown>>): { next?: string } =>
    isOwnPath(next) ? { next } : {},
  component: SignInPage,
});

/** `/set-up`: the first user, then the first account. */
export const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/set-up',
  beforeLoad: async ({ context: { api, queryClient } }) => {
    const session = await queryClient.ensureQueryData(sessionQuery(api));
    if (!session.setup_required && session.user === null) throw redirect({ to: '/sign-in', replace: true });
  },
  component: SetUpPage,
});

/** `/password`: a first password, or another one. */
export const passwordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/password',
  beforeLoad: async ({ location, context: { api, queryClient } }) => {
    const session = await queryClient.ensureQueryData(sessionQuery(api));
    if (session.user === null)
      throw redirect({ to: '/sign-in', search: { next: location.href }, replace: true });
  },
  component: PasswordPage,
});

/** Only a path of this origin: `//evil.example` and `/\evil.example` lead elsewhere. */
function isOwnPath(next: unknown): next is string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next);
}
