import type { Page, PageRequest } from './page.ts';

/** Rows to read for a page: one more than it shows, to know whether another follows. */
export function rowsToRead(page: PageRequest): number {
  return page.limit + 1;
}

/** The page that `rows` (read with `rowsToRead`) make. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  page: PageRequest,
  itemOf: (row: Row) => Item,
  positionOf: (row: Row) => string | number,
): Page<Item> {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const isLast = rows.length <= page.limit || last === undefined;
  return { rows: shown.map(itemOf), ...(isLast ? {} : { next: String(positionOf(last)) }) };
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
