/** The dialog that is open on an endpoint's page. */
export interface EndpointSearch {
  readonly dialog?: 'edit' | 'delete';
}

/** Reads the address; what makes no sense in it is left out. */
export function parseEndpointSearch(search: Readonly<Record<string, unknown>>): EndpointSearch {
  const { dialog } = search;
  return dialog === 'edit' || dialog === 'delete' ? { dialog } : {};
}
