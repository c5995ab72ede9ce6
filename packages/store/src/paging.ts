import type { Page, PageRequest } from './page.ts';

/** Rows to read for a page: one more than it shows, to know whether another follows. */
export function rowsToRead(page: PageRequest): number {
  return page.limit + 1;
}

/** Rows that one page looks at when its filter has no index: about 5 ms. A longer read would keep the log of the database growing. */
export const ROWS_SEEN_MAX = 10_000;

/**
 * The page that `rows` (read with `rowsToRead`) make. `edge` is the position of the last row that was looked at, when there may be more
 * beyond it: the next page goes on from there if this one did not fill.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  page: PageRequest,
  itemOf: (row: Row) => Item,
  positionOf: (row: Row) => string | number,
  edge?: string | number,
): Page<Item> {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const next = rows.length > page.limit && last !== undefined ? positionOf(last) : edge;
  return { rows: shown.map(itemOf), ...(next === undefined ? {} : { next: String(next) }) };
}

/** The row key below which a page of newest-first rows begins. A position that no page gave begins below everything: an empty page. */
export function refBelow(page: PageRequest): number {
  if (page.position === undefined) return Number.MAX_SAFE_INTEGER;
  const ref = /^\d{1,16}$/.test(page.position) ? Number(page.position) : 0;
  return Number.isSafeInteger(ref) ? ref : 0;
}

/** The same for rows keyed by text ids: every id is below `~`, which no id contains. */
export function textBelow(page: PageRequest): string {
  return page.position ?? '~';
}
