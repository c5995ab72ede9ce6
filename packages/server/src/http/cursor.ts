import { CURSOR_CHARACTERS_MAX } from '@keyturn/core';
import type { Page, PageRequest } from '@keyturn/store';
import type { ProblemError } from './problem.ts';
import { invalidRequest } from './validate.ts';

/** Lists that have pages. A cursor of one is not one of another. */
export type PagedList =
  | 'accounts'
  | 'secrets'
  | 'endpoints'
  | 'events'
  | 'deliveries'
  | 'audit'
  | 'api-keys'
  | 'members';

/** The store's page request of a list's query. A cursor that this list never gave is `invalid_request`. */
export function pageOf(
  list: PagedList,
  query: { readonly limit: number; readonly cursor?: string | undefined },
): PageRequest {
  if (query.cursor === undefined) return { limit: query.limit };
  return { limit: query.limit, position: positionOf(list, query.cursor) };
}

/** A page as the API answers it; `next_cursor` is null on the last one. */
export function presentPage<Row, Shown>(
  list: PagedList,
  page: Page<Row>,
  present: (row: Row) => Shown,
): { data: Shown[]; next_cursor: string | null } {
  return {
    data: page.rows.map(present),
    next_cursor: page.next === undefined ? null : cursorOf(list, page.next),
  };
}

/** An opaque cursor: list and position in base64url, so that nobody builds on its form. */
function cursorOf(list: PagedList, position: string): string {
  return Buffer.from(`${list} ${position}`, 'utf8').toString('base64url');
}

function positionOf(list: PagedList, cursor: string): string {
  const text =
    cursor.length <= CURSOR_CHARACTERS_MAX ? Buffer.from(cursor, 'base64url').toString('utf8') : '';
  // Positions are printable ASCII without spaces.
  const [, of, position] = /^([a-z-]+) ([!-~]+)$/.exec(text) ?? [];
  // Node's decoder is lenient: only what encodes back to the same text was ours.
  if (of !== list || position === undefined || cursorOf(list, position) !== cursor) throw badCursor();
  return position;
}

function badCursor(): ProblemError {
  const detail =
    '`cursor` is not one that this list gave: take `next_cursor` of the page before, or leave it out.';
  return invalidRequest([{ in: 'query', pointer: '/cursor', code: 'bad_cursor', detail }]);
}
