import { expect, it } from 'vitest';
import { makeFifoLock } from './fifo-lock.ts';

it('the lock is granted one at a time, in the order of asking', async () => {
  const lock = makeFifoLock();
  const steps: string[] = [];
  const turn = async (name: string): Promise<void> => {
    await lock.acquire();
    steps.push(`${name} begins`);
    await Promise.resolve();
    await Promise.resolve();
    steps.push(`${name} ends`);
    lock.release();
  };
  await Promise.all([turn('first'), turn('second'), turn('third')]);
  await turn('fourth');
  expect(steps).toEqual(
    ['first', 'second', 'third', 'fourth'].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
});

it('whoever holds the lock and asks for it again is refused, instead of waiting for itself', async () => {
  const lock = makeFifoLock();
  await lock.acquire();
  await lock.holding(async () => {
    await expect(lock.acquire()).rejects.toThrow('a transaction awaits its own statements only');
  });
  lock.release();
  await lock.acquire();
});
