import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Database } from './database.ts';
import { openRefBlocks } from './ref-blocks.ts';
import { openMemory } from './test-scratch.ts';

const MOST = 2 ** 19;

async function openDatabase(): Promise<{ readonly db: Database; fail(isFailing: boolean): void }> {
  const { reader, writer } = await openMemory();
  let isFailing = false;
  return {
    db: {
      dialect: 'sqlite',
      reader,
      async transact(work) {
        if (isFailing) throw new Error('the database is away');
        return writer.transaction().execute(work);
      },
    },
    fail(now) {
      isFailing = now;
    },
  };
}

describe('row keys', () => {
  it('are taken in a row without a wait for half a block, and never twice', async () => {
    const { db } = await openDatabase();
    const refs = await openRefBlocks(db);
    const firsts: number[] = [];
    for (let n = 0; n < 20; n++) {
      firsts.push(refs.take(MOST / 2), refs.take(1));
      await setImmediate();
      await setImmediate();
    }
    const ends = firsts.map((first, n) => first + (n % 2 === 0 ? MOST / 2 : 1));
    expect(firsts.slice(1).every((first, n) => first >= (ends[n] ?? 0))).toBe(true);
  });

  it('run out while the database is away, and come back with it', async () => {
    const { db, fail } = await openDatabase();
    const refs = await openRefBlocks(db);
    fail(true);
    refs.take(MOST);
    const last = refs.take(MOST);
    expect(() => refs.take(1)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    fail(false);
    await setImmediate();
    expect(() => refs.take(1)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    await expect.poll(() => refs.take(1)).toBeGreaterThan(last);
  });

  it('are reserved anew by whoever opens next, above all that were reserved before', async () => {
    const { db } = await openDatabase();
    const first = (await openRefBlocks(db)).take(1);
    const second = (await openRefBlocks(db)).take(1);
    expect(second).toBeGreaterThan(first + MOST);
  });

  it.each([0, -1, 1.5, MOST + 1])('%d of them cannot be taken', async (count) => {
    const refs = await openRefBlocks((await openDatabase()).db);
    expect(() => refs.take(count)).toThrow('invariant broken');
  });
});
