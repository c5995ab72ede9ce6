import type { Delivery } from '../../api/models.ts';

/** The filter of the deliveries' list, as its address has it. */
export interface DeliveriesSearch {
  readonly status?: Delivery['status'];
  readonly endpoint?: string;
  readonly event?: string;
  readonly type?: string;
}

const STATUSES = ['waiting', 'delivered', 'dead'] as const;

/** Reads the address; what makes no sense in it is left out. */
export function parseDeliveriesSearch(search: Readonly<Record<string, unknown>>): DeliveriesSearch {
  const status = STATUSES.find((one) => one === search.status);
  return {
    ...(status === undefined ? {} : { status }),
    ...(typeof search.endpoint === 'string' ? { endpoint: search.endpoint } : {}),
    ...(typeof search.event === 'string' ? { event: search.event } : {}),
    ...(typeof search.type === 'string' && search.type !== '' ? { type: search.type } : {}),
  };
}
