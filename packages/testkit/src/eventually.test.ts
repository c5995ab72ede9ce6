import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';

describe('eventually', () => {
  it('gives the value of the first check that does not throw', async () => {
    let looks = 0;
    const value = await eventually(
      () => {
        looks++;
        if (looks < 4) throw new Error('not yet');
        return looks;
      },
      { deadlineMs: 5_000 },
    );
    expect(value).toBe(4);
  });

  it('throws the last failure at the deadline', async () => {
    let looks = 0;
    const failing = eventually(
      () => {
        looks++;
        throw new Error(`look ${looks}`);
      },
      { deadlineMs: 30 },
    );
    const failure = await failing.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).toContain(`not met within 30 ms: look ${looks}`);
    expect(looks).toBeGreaterThan(1);
  });

  it('looks once even when the deadline has passed', async () => {
    expect(await eventually(() => 'seen', { deadlineMs: 0 })).toBe('seen');
  });

  it('gives up on a check that hangs', async () => {
    await expect(eventually(() => new Promise(() => {}), { deadlineMs: 20 })).rejects.toThrow(
      'the check never finished',
    );
  });
});
