import type { ReactNode } from 'react';
import classes from './data-table.module.css';

/** One column: its heading, and what a row has in it. */
export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** `wide` takes what is left; `end` is for numbers. */
  readonly width?: 'wide' | 'normal';
  readonly align?: 'start' | 'end';
}

export interface DataTableProps<Row> {
  /** What the table holds, for a screen reader. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/** Put on the link of a row's first cell: the whole row leads there, and a middle click opens a tab. */
export const rowLinkClass = classes.rowLink ?? '';

/** Rows in columns; on a phone each row is a card with the same facts. */
export function DataTable<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    // biome-ignore-start lint/a11y/noRedundantRoles: a table that is laid out as cards loses its roles in some browsers.
    <table className={classes.table} aria-label={label} role="table">
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column.key} scope="col" role="columnheader" data-align={column.align}>
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={rowKey(row)} role="row">
            {columns.map((column) => (
              <td
                key={column.key}
                role="cell"
                data-label={column.header}
                data-width={column.width}
                data-align={column.align}
              >
                <div className={classes.cell}>{column.cell(row)}</div>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
    // biome-ignore-end lint/a11y/noRedundantRoles: a table that is laid out as cards loses its roles in some browsers.
  );
}
