import { describe, expect, it } from 'vitest';
import { createReplayMemory } from './replay-memory.ts';

describe('the replay memory', () => {
  it('knows an attempt until its time is over', () => {
    let nowMs = 1000;
    const memory = createReplayMemory({ now: () => nowMs });
    expect(memory.remember('evt_1.1', 5000)).toBe(true);
    expect(memory.remember('evt_1.1', 5000)).toBe(false);
    expect(memory.remember('evt_1.2', 5000)).toBe(true);
    nowMs = 4999;
    expect(memory.remember('evt_1.1', 5000)).toBe(false);
    nowMs = 5000;
    expect(memory.remember('evt_1.1', 9000)).toBe(true);
    expect(memory.remember('evt_1.1', 9000)).toBe(false);
  });

  it('forgets one that is over although an earlier one lives on', () => {
    let nowMs = 0;
    const memory = createReplayMemory({ now: () => nowMs });
    memory.remember('long', 9000);
    memory.remember('short', 100);
    nowMs = 200;
    expect(memory.remember('short', 300)).toBe(true);
    expect(memory.remember('long', 9000)).toBe(false);
  });

  it('holds no more than its limit and forgets the oldest first', () => {
    const memory = createReplayMemory({ attemptsMax: 2, now: () => 0 });
    for (const attempt of ['one', 'two', 'three']) memory.remember(attempt, 1000);
    expect(memory.remember('three', 1000)).toBe(false);
    expect(memory.remember('two', 1000)).toBe(false);
    expect(memory.remember('one', 1000)).toBe(true);
    expect(memory.remember('two', 1000)).toBe(true);
  });

  it('may hold a single attempt', () => {
    const memory = createReplayMemory({ attemptsMax: 1, now: () => 0 });
    memory.remember('one', 1000);
    expect(memory.remember('one', 1000)).toBe(false);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a limit of %s', (attemptsMax) => {
    expect(() => createReplayMemory({ attemptsMax })).toThrow(RangeError);
  });
});
