import type { Kysely } from 'kysely';
import type { ClaimedDelivery, HotBatch, HotStore } from '../../hot/hot-store.ts';
import { LANES_START, type LaneWalk } from '../../hot/lane-position.ts';
import type { Schema } from '../../schema.ts';
import { type PackedResult, packBatch, unpackResult } from './batch-message.ts';
import type { FifoLock } from './fifo-lock.ts';
import type { ThreadClient } from './thread-client.ts';
import type { WriterRequest } from './thread-messages.ts';

/** The hot statements on the writer thread: each call one message, one transaction, one turn of the writer's lock. */
export function makeSqliteHotStore(
  thread: ThreadClient<WriterRequest>,
  lock: FifoLock,
  reader: Kysely<Schema>,
): HotStore {
  // The thread answers each request with what its hot statement gave.
  const inTurn = async <T>(request: WriterRequest): Promise<T> => {
    await lock.acquire();
    try {
      return (await thread.call(request)) as T;
    } finally {
      lock.release();
    }
  };
  // In steps, so that a walk over many lanes never holds up the commits between them.
  const walk = async (type: 'releaseClaims' | 'sweepLanes', now: HotBatch['now']): Promise<number> => {
    let count = 0;
    for (let after = LANES_START; ; ) {
      const step = await inTurn<LaneWalk>({ type, now, after });
      count += step.count;
      if (step.next === undefined) return count;
      after = step.next;
    }
  };
  return {
    async commitBatch(batch) {
      const packed = await inTurn<PackedResult>({ type: 'commitBatch', batch: packBatch(batch) });
      return unpackResult(packed, batch);
    },
    claimDue: (request) => inTurn<readonly ClaimedDelivery[]>({ type: 'claimDue', request }),
    async releaseClaims(now) {
      const releasedCount = await walk('releaseClaims', now);
      await walk('sweepLanes', now);
      return releasedCount;
    },
    sweepLanes: (now) => walk('sweepLanes', now),
    async countWaiting(accountRef) {
      let query = reader.selectFrom('due').select((eb) => eb.fn.countAll<number>().as('count'));
      if (accountRef !== undefined) query = query.where('account_id', '=', accountRef);
      return (await query.executeTakeFirstOrThrow()).count;
    },
  };
}
