import { addMs, type SecretId } from '@keyturn/core';
import { FakeClock } from '@keyturn/testkit';
import { expect, it } from 'vitest';
import { StoppedSecrets } from './stopped-secrets.ts';

const [A, B, C] = ['sec_a', 'sec_b', 'sec_c'] as [SecretId, SecretId, SecretId];

it('a secret is stopped from the millisecond after its end was known here', () => {
  const clock = new FakeClock();
  const stopped = new StoppedSecrets(clock);
  clock.advance(500);
  stopped.note(A, clock.wall());
  expect(stopped.find(A, addMs(clock.wall(), -20))).toBe(addMs(clock.wall(), 1));
});

it('a secret that an earlier process disabled is stopped when this one begins at the latest', () => {
  const clock = new FakeClock();
  const began = clock.wall();
  const stopped = new StoppedSecrets(clock);
  clock.advance(3_600_000);
  expect(stopped.find(A, addMs(began, -3_600_000))).toBe(began);
  // It may have been on its way to the disk until then.
  expect(stopped.find(A, addMs(began, -1_000))).toBe(addMs(began, 59_000));
});

it('so many are known, and of an older one no more than what is certain', () => {
  const clock = new FakeClock();
  const stopped = new StoppedSecrets(clock, 2);
  for (const id of [A, B, C]) stopped.note(id, clock.wall());
  expect(stopped.find(C, clock.wall())).toBe(addMs(clock.wall(), 1));
  expect(stopped.find(A, clock.wall())).toBe(addMs(clock.wall(), 60_000));
});
