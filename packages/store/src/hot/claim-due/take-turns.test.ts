import { expect, it } from 'vitest';
import { takeTurns } from './take-turns.ts';

function lanes(...accountIds: number[]) {
  return accountIds.map((accountId, n) => ({ accountId, name: `${accountId}-${n}` }));
}

it('accounts take turns, each with its lanes in their order', () => {
  const turns = takeTurns(lanes(1, 1, 1, 2, 3, 2), 100);
  expect(turns.map((lane) => lane.name)).toEqual(['1-0', '2-3', '3-4', '1-1', '2-5', '1-2']);
});

it('no more lanes are taken than asked for, and every account comes before any has a second turn', () => {
  const turns = takeTurns(lanes(1, 1, 1, 1, 2, 3), 3);
  expect(turns.map((lane) => lane.accountId)).toEqual([1, 2, 3]);
});

it('without lanes there are no turns', () => {
  expect(takeTurns(lanes(), 5)).toEqual([]);
});
