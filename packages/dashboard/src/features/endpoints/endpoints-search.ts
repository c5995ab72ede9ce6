import type { Endpoint } from '../../api/models.ts';

/** The filter of the endpoints' list, and the dialog that is open. */
export interface EndpointsSearch {
  readonly text?: string;
  readonly state?: 'on' | 'paused';
  readonly dialog?: 'add';
}

/** Reads the address; what makes no sense in it is left out. */
export function parseEndpointsSearch(search: Readonly<Record<string, unknown>>): EndpointsSearch {
  const { text, state, dialog } = search;
  return {
    ...(typeof text === 'string' && text !== '' ? { text } : {}),
    ...(state === 'on' || state === 'paused' ? { state } : {}),
    ...(dialog === 'add' ? { dialog } : {}),
  };
}

/** The endpoints that a filter lets through; the text is looked for in URL and description, in either case. */
export function filterEndpoints(
  endpoints: readonly Endpoint[],
  search: EndpointsSearch,
): readonly Endpoint[] {
  const text = search.text?.toLowerCase();
  return endpoints.filter(
    ({ url, description, paused }) =>
      (search.state === undefined || paused === (search.state === 'paused')) &&
      (text === undefined || url.toLowerCase().includes(text) || description.toLowerCase().includes(text)),
  );
}
