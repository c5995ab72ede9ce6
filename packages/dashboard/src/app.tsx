import { MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { IntlProvider } from 'use-intl';
import { type Api, ApiProvider } from './api/api.ts';
import { timeZoneOf, useTimeZoneChoice } from './features/shell/time-zone.ts';
import type { Messages } from './i18n/en/messages.ts';
import type { Locale } from './i18n/locale.ts';
import type { makeRouter } from './router.ts';
import { resolveCssVariables, theme } from './theme/theme.ts';

export interface AppProps {
  readonly api: Api;
  readonly queryClient: QueryClient;
  readonly router: ReturnType<typeof makeRouter>;
  readonly locale: Locale;
  readonly messages: Messages;
  /** Given to every style element that is made: the policy of the page takes no other. */
  readonly styleNonce: string;
}

/** The dashboard with everything around its pages. */
export function App({ api, queryClient, router, locale, messages, styleNonce }: AppProps) {
  const [timeZone] = useTimeZoneChoice();
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveCssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <IntlProvider locale={locale} messages={messages} timeZone={timeZoneOf(timeZone)}>
        <QueryClientProvider client={queryClient}>
          <ApiProvider value={api}>
            <RouterProvider router={router} />
          </ApiProvider>
        </QueryClientProvider>
      </IntlProvider>
    </MantineProvider>
  );
}
