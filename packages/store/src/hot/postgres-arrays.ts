/**
 * Parameters of the hot statements: one array per column, so that a statement has one text and one plan for every batch size. Numbers are
 * joined by hand, since the driver would quote each of them.
 */

/** A `bigint[]` or `int[]`; absent values are null. */
export function numbers(values: readonly (number | undefined)[]): string {
  let text = '{';
  for (const [n, value] of values.entries()) {
    if (n > 0) text += ',';
    text += value === undefined ? 'null' : String(value);
  }
  return `${text}}`;
}

/** A `text[]`, which the driver escapes; absent values are null. */
export function texts(values: readonly (string | undefined)[]): readonly (string | null)[] {
  return values.map((value) => value ?? null);
}

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
