import { type Client, createClient } from '@keyturn/client';
import { createContext, useContext } from 'react';
import { makeGatedFetch } from './gated-fetch.ts';
import { type DemoApi, makeOwnApi, type SessionApi } from './session.ts';
import { makeSessionGate, type SessionGate } from './session-gate.ts';

/** Everything that the dashboard asks of the server. */
export interface Api {
  readonly client: Client;
  readonly session: SessionApi;
  readonly demo: DemoApi;
  readonly gate: SessionGate;
}

/** Makes the API of the origin that served this page. */
export function makeApi(origin: string): Api {
  const gate = makeSessionGate();
  const plain = (request: Request): Promise<Response> => globalThis.fetch(request);
  const fetch = makeGatedFetch(plain, gate);
  return {
    // A person sees a failure and can try again: two quick tries are enough, and no long wait that looks like a frozen page.
    client: createClient({ url: origin, apiKey: 'session', fetch, retry: { retries: 2, waitMsMax: 2_000 } }),
    ...makeOwnApi(origin, plain, fetch),
    gate,
  };
}

const ApiContext = createContext<Api | undefined>(undefined);

/** Gives the API to everything below it. */
export const ApiProvider = ApiContext.Provider;

/** The API of the page. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error('useApi needs an ApiProvider above it');
  return api;
}
