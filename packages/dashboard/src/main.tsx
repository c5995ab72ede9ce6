import './theme/mantine.css';
import './theme/tokens.css';
import { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeApi } from './api/api.ts';
import { App } from './app.tsx';
import { chooseLocale, loadMessages } from './i18n/locale.ts';
import { makeRouter } from './router.ts';

const api = makeApi(location.origin);
// The client tries again by itself; a second layer would only make failures late.
const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 1_000 } } });
const router = makeRouter({ api, queryClient });
const locale = chooseLocale(navigator.languages);
const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
document.documentElement.lang = locale;
createRoot(root).render(
  <StrictMode>
    <App
      api={api}
      queryClient={queryClient}
      router={router}
      locale={locale}
      messages={await loadMessages(locale)}
      styleNonce={styleNonce}
    />
  </StrictMode>,
);
