import { FakeClock } from '@keyturn/testkit';
import { describe, expect, it, vi } from 'vitest';
import { makeReadiness, type ReadinessCheck } from './health.ts';

function build(...checks: ReadinessCheck[]) {
  const clock = new FakeClock();
  const failures: string[] = [];
  const readiness = makeReadiness({
    checks,
    clock,
    onFailed: (name, error) => failures.push(`${name}: ${(error as Error).message}`),
  });
  return { clock, failures, readiness };
}

describe('readiness', () => {
  it('is given when every check passes', async () => {
    const { readiness } = build({ name: 'a', check: () => {} }, { name: 'b', check: async () => {} });
    expect(await readiness()).toEqual({ isReady: true, checks: { a: 'ok', b: 'ok' } });
  });

  it('is refused when one check fails, and the log learns why', async () => {
    const { readiness, failures } = build(
      { name: 'database', check: () => Promise.reject(new Error('gone')) },
      { name: 'other', check: () => {} },
    );
    expect(await readiness()).toEqual({ isReady: false, checks: { database: 'failed', other: 'ok' } });
    expect(failures).toEqual(['database: gone']);
  });

  it('asks the database once for everybody who asks within a second', async () => {
    let asked = 0;
    const gate = Promise.withResolvers<void>();
    const check = () => {
      asked++;
      return gate.promise;
    };
    const { readiness, clock } = build({ name: 'database', check });
    const answers = [readiness(), readiness(), readiness()];
    gate.resolve();
    await Promise.all(answers);
    await readiness();
    expect(asked).toBe(1);
    clock.advance(1_000);
    await readiness();
    expect(asked).toBe(2);
  });

  it('says at once that the process is going, whatever was said a moment ago', async () => {
    let isGoing = false;
    const draining = {
      name: 'draining',
      check() {
        if (isGoing) throw new Error('going');
      },
    };
    const { readiness } = build({ name: 'database', check: async () => {} }, draining);
    expect((await readiness()).isReady).toBe(true);
    isGoing = true;
    expect(await readiness()).toEqual({ isReady: false, checks: { database: 'ok', draining: 'failed' } });
  });

  it('waits no longer than 3 seconds for a database that hangs', async ({ onTestFinished }) => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const { readiness, failures } = build({ name: 'database', check: () => new Promise(() => {}) });
    const answer = readiness();
    await vi.advanceTimersByTimeAsync(3_000);
    expect((await answer).isReady).toBe(false);
    expect(failures).toEqual(['database: no answer within 3000 ms']);
  });
});
