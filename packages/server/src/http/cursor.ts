import type { Page, PageRequest } from '@keyturn/store';
import { ProblemError } from './problem.ts';

const CURSOR_CHARACTERS_MAX = 300;

/** The store's page request of a list's query. A cursor that we never gave is `invalid_request`. */
export function pageOf(query: { readonly limit: number; readonly cursor?: string | undefined }): PageRequest {
  if (query.cursor === undefined) return { limit: query.limit };
  return { limit: query.limit, position: positionOf(query.cursor) };
}

/** A page as the API answers it; `next_cursor` is null on the last one. */
export function presentPage<Row, Shown>(
  page: Page<Row>,
  present: (row: Row) => Shown,
): { data: Shown[]; next_cursor: string | null } {
  return {
    data: page.rows.map(present),
    next_cursor: page.next === undefined ? null : cursorOf(page.next),
  };
}

/** An opaque cursor: the store's position in base64url, so that nobody builds on its form. */
export function cursorOf(position: string): string {
  return Buffer.from(position, 'utf8').toString('base64url');
}

function positionOf(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  // Node's decoder is lenient: only what encodes back to the same text was ours. Positions are printable ASCII.
  const isOurs =
    cursor.length <= CURSOR_CHARACTERS_MAX && cursorOf(position) === cursor && /^[!-~]+$/.test(position);
  if (!isOurs) throw badCursor();
  return position;
}

/** The refusal of a cursor that is not one of ours. */
export function badCursor(): ProblemError {
  const detail =
    '`cursor` is not one that a list answered: take `next_cursor` of the page before, or leave it out.';
  return new ProblemError({
    code: 'invalid_request',
    detail,
    facts: { errors: [{ in: 'query', pointer: '/cursor', code: 'bad_cursor', detail }] },
  });
}
