import { AsyncLocalStorage } from 'node:async_hooks';
import { invariant } from '@keyturn/core';

/**
 * The one lock of the writer connection, granted in the order of asking. Kysely transactions, single Kysely statements and hot batches
 * all take it: a batch that slipped into an open transaction would vanish with that transaction's rollback, a lost 202.
 */
export interface FifoLock {
  /** Resolves when the lock is the caller's. Throws for a caller inside `holding`, which would wait for itself. */
  acquire(): Promise<void>;
  /** Hands the lock to the one who has waited longest. */
  release(): void;
  /** Runs `work` marked as holding the lock, so that what it calls can be told from others. */
  holding<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes a lock that nobody holds. */
export function makeFifoLock(): FifoLock {
  const waiting: (() => void)[] = [];
  const holder = new AsyncLocalStorage<'holder'>();
  let isHeld = false;
  return {
    async acquire() {
      invariant(holder.getStore() === undefined, 'a transaction awaits its own statements only');
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve));
      isHeld = true;
    },
    release() {
      const next = waiting.shift();
      if (next === undefined) isHeld = false;
      else next();
    },
    holding: (work) => holder.run('holder', work),
  };
}
