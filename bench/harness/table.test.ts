import { expect, it } from 'vitest';
import { renderTable } from './table.ts';

it('a table aligns names to the left and figures to the right', () => {
  const table = renderTable([
    ['', 'events/s', 'µs'],
    ['limit', '15171', '42.0'],
    ['the product', '9000', '51.5'],
  ]);
  expect(table.split('\n')).toEqual([
    '             events/s    µs',
    'limit           15171  42.0',
    'the product      9000  51.5',
  ]);
});

it('a table leaves no blanks at the end of a line', () => {
  expect(
    renderTable([
      ['a long name', ''],
      ['x', ''],
    ]),
  ).toBe('a long name\nx');
});
