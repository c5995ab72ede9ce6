/** A column of a table: its head, and what a row shows in it. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string;
  /** Gives up characters first when the terminal is narrow. */
  readonly mayShrink?: boolean;
}

const GAP = '  ';

// Wide characters take two cells, marks and joiners none: enough for names, without a table of Unicode.
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const WIDE =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u;

/** Cells that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

/** The text cut to `width` cells, an ellipsis at its end when something was cut. */
export function cutToWidth(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (widthOf(kept) + widthOf(segment) > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Control characters as visible escapes: what a customer named must not move the operator's cursor. */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A table for people, no wider than `columns` where its shrinking columns allow; lines end without spaces. */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width: number,
): string {
  const cells = rows.map((row) => columns.map((column) => visible(column.cell(row))));
  const widths = columns.map((column, n) =>
    Math.max(widthOf(column.head), ...cells.map((row) => widthOf(row[n] ?? ''))),
  );
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (columns.length - 1)) - width;
  for (const [n, column] of columns.entries()) {
    if (excess <= 0 || column.mayShrink !== true) continue;
    const before = widths[n] ?? 0;
    const after = Math.max(widthOf(column.head), 8, before - excess);
    if (after >= before) continue;
    widths[n] = after;
    excess -= before - after;
  }
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, n) => {
        const shown = cutToWidth(text, widths[n] ?? 0);
        return shown + ' '.repeat(Math.max(0, (widths[n] ?? 0) - widthOf(shown)));
      })
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ head }) => head)), ...cells.map(line)].map((text) => `${text}\n`).join('');
}
