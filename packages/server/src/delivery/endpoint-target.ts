import { checkEndpointUrl, type EndpointUrlPolicy } from '@keyturn/core';
import type { Endpoint } from '@keyturn/store';

/** Where the requests of an endpoint go, made once from its row and used until the row is read anew. */
export interface EndpointTarget {
  readonly endpoint: Endpoint;
  /** Undefined when the operator no longer allows this URL: then nothing is sent, and the attempt fails. */
  readonly origin: string | undefined;
  /** Path and query. */
  readonly path: string;
  /** What every request to it carries, as a flat list of names and values. */
  readonly headers: readonly string[];
}

/**
 * Makes the target of an endpoint. The URL was judged when the endpoint was saved; it is judged again here because the operator's
 * settings may have changed since.
 */
export function makeEndpointTarget(
  endpoint: Endpoint,
  policy: EndpointUrlPolicy,
  version: string,
): EndpointTarget {
  const url = checkEndpointUrl(endpoint.url, policy);
  const custom = Object.entries(endpoint.headers).flat();
  return {
    endpoint,
    origin: url.ok ? url.value.origin : undefined,
    path: url.ok ? url.value.path : '/',
    // Asked for as it is: a compressed answer would have to be kept as it came, and nobody could read it.
    headers: ['user-agent', `Keyturn/${version}`, 'accept-encoding', 'identity', ...custom],
  };
}
