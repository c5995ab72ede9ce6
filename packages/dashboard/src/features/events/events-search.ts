/** The filter of the events' list, as its address has it. */
export interface EventsSearch {
  readonly type?: string;
  readonly range?: 'hour' | 'day' | 'week';
}

const HOUR_MS = 3600_000;
const RANGES = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;

/** Reads the address; what makes no sense in it is left out. */
export function parseEventsSearch(search: Readonly<Record<string, unknown>>): EventsSearch {
  const { type, range } = search;
  return {
    ...(typeof type === 'string' && type !== '' ? { type } : {}),
    ...(range === 'hour' || range === 'day' || range === 'week' ? { range } : {}),
  };
}

/** When a span of time began, to the minute: pages of one list ask for the same. Undefined for any time. */
export function rangeStart(range: EventsSearch['range'], nowMs: number): string | undefined {
  if (range === undefined) return undefined;
  const minuteMs = 60_000;
  return new Date(Math.floor((nowMs - RANGES[range]) / minuteMs) * minuteMs).toISOString();
}
