import { expect, it } from 'vitest';
import { FAKE_START, FakeClock } from './clock.ts';

it('stands still until it is advanced, and then moves both clocks', () => {
  const clock = new FakeClock();
  expect([clock.wall(), clock.monotonic()]).toEqual([FAKE_START, 0]);
  clock.advance(1_500);
  expect([clock.wall(), clock.monotonic()]).toEqual([FAKE_START + 1_500, 1_500]);
});

it('moves the wall clock alone, also backwards', () => {
  const clock = new FakeClock();
  clock.advance(10);
  clock.jumpWall(-3_600_000);
  expect([clock.wall(), clock.monotonic()]).toEqual([FAKE_START + 10 - 3_600_000, 10]);
});

it('refuses to advance backwards', () => {
  expect(() => new FakeClock().advance(-1)).toThrow(RangeError);
});
