import { Option } from '@commander-js/extra-typings';
import type { Context } from '../context.ts';
import { usageError } from '../exit-codes.ts';
import { type Column, formatTable } from './table.ts';

/** How much of a list was asked for. */
export interface ListSize {
  readonly limit: number;
  readonly all?: true;
}

const ROWS_DEFAULT = 50;
/** The most that the API gives in one page. */
const PAGE_ROWS_MAX = 500;

/** `--limit`, for every list. */
export const limitOption = () =>
  new Option('--limit <rows>', 'at most so many, newest first').default(ROWS_DEFAULT).argParser(parseLimit);

/** `--all`, for every list. */
export const allOption = () => new Option('--all', 'every one, page after page').conflicts('limit');

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw usageError(`--limit is a number of rows from 1 on; not "${text}".`, 'give --all for every one');
}

/** The `limit` to ask the API for: one page where one is enough. */
export function pageLimit({ limit, all }: ListSize): number {
  return all === true ? PAGE_ROWS_MAX : Math.min(limit, PAGE_ROWS_MAX);
}

/** A list: a table for people, one JSON object a line for programs, as they come. Says so when it stops before the end. */
export async function showRows<Row extends object>(
  context: Context,
  rows: AsyncIterable<Row>,
  columns: readonly Column<Row>[],
  size: ListSize & { readonly empty: string },
): Promise<void> {
  const shown: Row[] = [];
  let count = 0;
  let isCut = false;
  for await (const row of rows) {
    if (size.all !== true && count >= size.limit) {
      isCut = true;
      break;
    }
    count++;
    if (context.options.json === true) context.printJson(row);
    else shown.push(row);
  }
  if (context.options.json !== true && count > 0) {
    context.terminal.out(formatTable(shown, columns, context.terminal.columns));
  }
  if (count === 0) context.tell(size.empty);
  if (isCut) context.tell(`There are more than ${size.limit}: give --limit or --all.`);
}
