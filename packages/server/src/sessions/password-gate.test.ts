import { PASSWORDS_HASHED_AT_ONCE_MAX } from '@keyturn/core';
import { describe, expect, it } from 'vitest';
import { makePasswordGate } from './password-gate.ts';

/** Work that ends when it is told to. */
function work() {
  const end = Promise.withResolvers<string>();
  let hasBegun = false;
  const run = () => {
    hasBegun = true;
    return end.promise;
  };
  return { run, end, hasBegun: () => hasBegun };
}

describe('the gate of passwords', () => {
  it('lets few in at once, and the next one in turn, also after one that failed', async () => {
    const gate = makePasswordGate();
    const works = Array.from({ length: PASSWORDS_HASHED_AT_ONCE_MAX + 2 }, work);
    const results = works.map(({ run }) => gate.run(run));
    const begun = () => works.filter(({ hasBegun }) => hasBegun()).length;
    expect(begun()).toBe(PASSWORDS_HASHED_AT_ONCE_MAX);
    works[0]?.end.reject(new Error('broken'));
    await expect(results[0]).rejects.toThrow('broken');
    expect(begun()).toBe(PASSWORDS_HASHED_AT_ONCE_MAX + 1);
    const late = work();
    const lateResult = gate.run(late.run);
    expect(late.hasBegun()).toBe(false);
    for (const { end } of [...works.slice(1), late]) end.resolve('done');
    expect(await lateResult).toBe('done');
    expect(await Promise.all(results.slice(1))).toEqual(works.slice(1).map(() => 'done'));
    expect(await gate.run(() => Promise.resolve('free again'))).toBe('free again');
  });

  it('is full when many wait, and has room again when they are through', async () => {
    const gate = makePasswordGate();
    const works = [];
    const results = [];
    while (!gate.isFull() && works.length < 1_000) {
      const one = work();
      works.push(one);
      results.push(gate.run(one.run));
    }
    expect(works.length).toBe(PASSWORDS_HASHED_AT_ONCE_MAX + 32);
    for (const { end } of works) end.resolve('done');
    await Promise.all(results);
    expect(gate.isFull()).toBe(false);
  });
});
