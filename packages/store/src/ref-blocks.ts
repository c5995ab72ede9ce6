import { invariant } from '@keyturn/core';
import type { Database } from './database.ts';
import { StoreError } from './store-error.ts';

/** Refs of one block: a minute of publishing at full speed; a process that dies wastes two, of 2^53. */
const BLOCK_REFS = 2 ** 20;

/** Hands out row keys from blocks reserved ahead in the database. */
export interface RefBlocks {
  /** The first of `count` consecutive refs. Throws StoreError `unavailable` when the reserve is used up, which takes a minute without a database. */
  take(count: number): number;
}

interface Block {
  next: number;
  /** The first ref that is not in the block. */
  readonly end: number;
}

/** Reserves the first block, so that refs can be taken at once. */
export async function openRefBlocks(db: Database): Promise<RefBlocks> {
  const reserve = async (): Promise<Block> => {
    const next = await db.transact(async (tx) => {
      const row = await tx
        .updateTable('ref_blocks')
        .set((eb) => ({ next_ref: eb('next_ref', '+', BLOCK_REFS) }))
        .where('id', '=', 1)
        .returning('next_ref')
        .executeTakeFirstOrThrow();
      return row.next_ref;
    });
    invariant(Number.isSafeInteger(next), 'refs stay below 2^53');
    return { next: next - BLOCK_REFS, end: next };
  };

  let current = await reserve();
  let spare: Block | undefined;
  let isReserving = false;
  /** Fetches the next block; a failure is not lost, since the next `take` tries again, and running out throws. */
  const refill = async (): Promise<void> => {
    if (isReserving || spare !== undefined) return;
    isReserving = true;
    try {
      spare = await reserve();
    } catch {
      // Whatever broke the database is told to those who write to it.
    } finally {
      isReserving = false;
    }
  };

  return {
    take(count) {
      invariant(
        Number.isInteger(count) && count > 0 && count <= BLOCK_REFS / 2,
        'refs are taken by the event',
      );
      if (current.end - current.next < count) {
        if (spare === undefined) {
          void refill();
          throw new StoreError(
            'unavailable',
            'The database has not given new row keys for too long: see why it does not answer, and send again.',
          );
        }
        // What is left of the old block stays unused: the refs of one event follow each other.
        current = spare;
        spare = undefined;
      }
      const first = current.next;
      current.next += count;
      if (current.end - current.next < BLOCK_REFS / 2) void refill();
      return first;
    },
  };
}
