import { expect, it } from 'vitest';
import { formatTable, visible, widthOf } from './table.ts';
import { formatAge, parseDuration } from './when.ts';

const columns = [
  { head: 'STATE', cell: (row: { state: string; name: string }) => row.state },
  { head: 'NAME', cell: (row: { state: string; name: string }) => row.name, mayShrink: true },
  { head: 'KEY', cell: () => 'B3XN5KQ7TA' },
];

it('a table lines up its columns and ends lines without spaces', () => {
  const text = formatTable([{ state: 'active', name: '2026-05 launch' }], columns, 80);
  expect(text).toBe('STATE   NAME            KEY\nactive  2026-05 launch  B3XN5KQ7TA\n');
});

it('a narrow terminal shortens the name, not the key id', () => {
  const text = formatTable([{ state: 'active', name: 'n'.repeat(100) }], columns, 40);
  for (const line of text.trimEnd().split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(40);
  expect(text).toContain('…  B3XN5KQ7TA');
});

it('wide characters take two cells', () => {
  expect(widthOf('日本')).toBe(4);
  expect(widthOf('Zoë')).toBe(3);
});

it('control characters of a name are shown, never obeyed', () => {
  expect(visible('a\u001b[2Jb\u202e')).toBe('a\\u001b[2Jb\\u202e');
  expect(formatTable([{ state: 'active', name: 'x\ny' }], columns, 80).split('\n')).toHaveLength(3);
});

it.each([
  ['2026-11-24T12:00:00.000Z', '0 s'],
  ['2026-11-24T11:57:00.000Z', '3 min'],
  ['2026-11-23T11:00:00.000Z', '1 d'],
  ['2026-05-12T11:00:00.000Z', '6 mon'],
  [null, 'never'],
  [undefined, '-'],
])('an age of %s reads %s', (time, text) => {
  expect(formatAge(time, Date.parse('2026-11-24T12:00:00.000Z'))).toBe(text);
});

it.each([
  ['24h', 86_400],
  ['0', 0],
  ['90m', 5_400],
  ['7d', 604_800],
  ['1.5h', undefined],
  ['-3', undefined],
  ['', undefined],
])('the duration %j is %s seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
