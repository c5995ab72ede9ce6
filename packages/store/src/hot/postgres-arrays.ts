/**
 * Parameters of the hot statements: one array per column, so that a statement has one text and one plan for every batch size. They are
 * written by hand: the driver would quote and escape every number.
 */

/** A `bigint[]` or `int[]`; what is no number is null, never left out: the other columns would slip against it. */
export function numbers(values: readonly (number | undefined)[]): string {
  return `{${values.map((value) => (typeof value === 'number' ? value : 'null')).join(',')}}`;
}

/** A `text[]`; what is no text is null. */
export function texts(values: readonly (string | undefined)[]): string {
  return `{${values.map((value) => (typeof value === 'string' ? quote(value) : 'null')).join(',')}}`;
}

/** An element of an array's text form: https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO */
function quote(value: string): string {
  return NEEDS_ESCAPE.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
}

const NEEDS_ESCAPE = /["\\]/;

/**
 * Many pieces of bytes as one `bytea` parameter, cut up again with `substring`: an array of bytea would travel in hex, twice as long.
 * `from` counts from 1, as SQL does.
 */
export class BytesColumn {
  readonly from: (number | undefined)[] = [];
  readonly length: (number | undefined)[] = [];
  readonly #pieces: Uint8Array[] = [];
  #next = 1;

  push(bytes: Uint8Array | undefined): void {
    this.from.push(bytes === undefined ? undefined : this.#next);
    this.length.push(bytes?.byteLength);
    if (bytes === undefined) return;
    this.#pieces.push(bytes);
    this.#next += bytes.byteLength;
  }

  /** All pieces in a row; the driver sends a Buffer as it is. */
  whole(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}
