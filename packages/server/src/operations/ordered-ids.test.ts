import { describe, expect, it } from 'vitest';
import { RandomSlices } from '../random-slices.ts';
import { makeOrderedIds } from './ordered-ids.ts';

describe('ordered ids', () => {
  it('sort as they were made, within one millisecond too', () => {
    const makeId = makeOrderedIds(new RandomSlices());
    const made = Array.from({ length: 500 }, () => makeId('aud', 1_800_000_000_000));
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(500);
  });

  it('sort as they were made when the clock is set back a little', () => {
    const makeId = makeOrderedIds(new RandomSlices());
    const made = [makeId('sec', 1_800_000_000_000), makeId('sec', 1_799_999_990_000)];
    expect(made).toEqual([...made].sort());
  });

  it('follow a clock that was set back for good', () => {
    const makeId = makeOrderedIds(new RandomSlices());
    makeId('sec', 1_800_000_000_000);
    const back = 1_700_000_000_000;
    expect(makeId('sec', back).slice(0, 14)).toBe(new RandomSlices().makeId('sec', back).slice(0, 14));
  });
});
