/** A page of a list, newest first unless a verb says otherwise. `position` comes from the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly position?: string;
}

/**
 * Rows in order, and where the next page begins; `next` is absent on the last page. Stable while rows are added. A page looks at a bounded
 * number of rows, so a filter that few of them pass may give one that is short or empty and yet has a `next`.
 */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next?: string;
}
