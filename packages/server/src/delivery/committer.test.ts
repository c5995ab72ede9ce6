import {
  type AccountRef,
  COMMIT_BYTES_MAX,
  COMMIT_ROWS_MAX,
  COMMITTER_BYTES_MAX,
  type DeliveryRef,
  type EndpointRef,
  type EpochMs,
} from '@keyturn/core';
import {
  type Account,
  type Endpoint,
  FIRST_CLAIM,
  type HotBatch,
  type OutcomeRow,
  type PublishResult,
  StoreError,
} from '@keyturn/store';
import { aPublish, eventually, FakeClock, makeGate } from '@keyturn/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { closedAfterEach, makeTestMetrics, type TestEngine, TestLog } from '../test-engine.ts';
import { type CommitTicket, Committer } from './committer.ts';

const open = closedAfterEach();

let test: TestEngine;
let account: Account;
let endpoint: Endpoint;
beforeEach(async () => {
  test = await open.engine();
  account = await test.addAccount('no_secret');
  endpoint = await test.addEndpoint(account, 'https://receiver.example/');
});

/** A committer over the real store. `before` may hold a batch up, or throw in place of it. */
function aCommitter(before: (batch: HotBatch, n: number) => Promise<void> = async () => {}) {
  const clock = new FakeClock();
  const log = new TestLog();
  const metrics = makeTestMetrics();
  const batches: HotBatch[] = [];
  const recorded: [OutcomeRow, string | undefined][] = [];
  let open = 0;
  const seen = { batches, recorded, openMax: 0 };
  const committer = new Committer({
    hot: {
      commitBatch: async (batch) => {
        batches.push(batch);
        seen.openMax = Math.max(seen.openMax, ++open);
        try {
          await before(batch, batches.length - 1);
          return await test.store.hot.commitBatch(batch);
        } finally {
          open--;
        }
      },
    },
    clock,
    log,
    metrics,
    takeGathered: () => ({ secretUses: [] }),
    onGatheredEnded() {},
    onRecorded: (outcomes, results) => {
      for (const [n, outcome] of outcomes.entries()) recorded.push([outcome, results[n]]);
    },
  });
  return { committer, clock, log, metrics, ...seen, seen };
}

/** Publishes an event to `deliveryCount` deliveries of the one endpoint. */
function publish(
  committer: Committer,
  body = '{}',
  deliveryCount = 0,
  arrivedAt = 0,
): Promise<PublishResult> {
  const endpointRefs = Array.from({ length: deliveryCount }, () => endpoint.ref);
  const row = aPublish({ accountRef: account.ref, body, endpointRefs, first: 'in_memory' });
  return new Promise((resolve, reject) => {
    const ticket: CommitTicket = {
      row,
      bytes: row.event.body.length,
      arrivedAt: arrivedAt as CommitTicket['arrivedAt'],
      onCommitted: resolve,
      onFailed: reject,
    };
    committer.publish(ticket);
  });
}

/** A published delivery under its first claim, and an outcome for it. */
async function anOutcome(committer: Committer): Promise<OutcomeRow> {
  const row = aPublish({ accountRef: account.ref, endpointRefs: [endpoint.ref], first: 'in_memory' });
  await new Promise<PublishResult>((resolve, reject) => {
    committer.publish({ row, bytes: 1, arrivedAt: 0 as never, onCommitted: resolve, onFailed: reject });
  });
  return outcomeOf(account.ref, endpoint.ref, row.deliveries[0]?.ref ?? (0 as DeliveryRef));
}

function outcomeOf(accountRef: AccountRef, endpointRef: EndpointRef, deliveryRef: DeliveryRef): OutcomeRow {
  const at = 1_800_000_000_000 as EpochMs;
  return {
    accountRef,
    endpointRef,
    deliveryRef,
    claim: FIRST_CLAIM,
    attempt: { n: 1, startedAt: at, durationMs: 5, cause: 'ok', statusCode: 200, keyIds: [], epoch: 0 },
    next: { type: 'delivered', at },
  };
}

const AWAY = new StoreError('unavailable', 'The database does not answer.');

describe('a commit', () => {
  it('takes what arrived in one turn of the loop, and the next one what arrived meanwhile', async () => {
    const gate = makeGate();
    const { committer, batches, seen } = aCommitter((_batch, n) =>
      n === 0 ? gate.opened : Promise.resolve(),
    );
    const first = [publish(committer), publish(committer), publish(committer)];
    await eventually(() => expect(batches).toHaveLength(1), { deadlineMs: 15_000 });
    const second = Array.from({ length: 20 }, () => publish(committer));
    expect(committer.uncommitted).toBe(23);
    gate.open();
    expect(await Promise.all([...first, ...second])).toEqual(Array.from({ length: 23 }, () => 'stored'));
    expect(batches.map((batch) => batch.publishes.length)).toEqual([3, 20]);
    expect(seen.openMax).toBe(1);
    expect(committer.uncommitted).toBe(0);
  });

  it('is bounded in rows: events, their deliveries, and results', async () => {
    const { committer, batches } = aCommitter();
    const many = Array.from({ length: 700 }, () => publish(committer));
    const wide = publish(committer, '{}', 900);
    await Promise.all([...many, wide]);
    const rows = batches.map((batch) =>
      batch.publishes.reduce((sum, one) => sum + 1 + one.deliveries.length, batch.outcomes.length),
    );
    expect(rows).toEqual([COMMIT_ROWS_MAX, 200, 901]);
  });

  it('is bounded in bytes', async () => {
    const { committer, batches } = aCommitter();
    await Promise.all(Array.from({ length: 40 }, () => publish(committer, 'x'.repeat(256 * 1024))));
    expect(batches.length).toBeGreaterThan(1);
    for (const { publishes } of batches) {
      const bytes = publishes.reduce((sum, one) => sum + one.event.body.length, 0);
      expect(bytes).toBeLessThanOrEqual(COMMIT_BYTES_MAX);
    }
  });

  it('carries results beside publishes, and tells what became of them', async () => {
    const { committer, batches, recorded } = aCommitter();
    const outcome = await anOutcome(committer);
    committer.record(outcome);
    await publish(committer);
    expect(batches.at(-1)).toMatchObject({ outcomes: [outcome], publishes: [{}] });
    committer.record(outcome);
    await committer.whenIdle();
    expect(recorded).toEqual([
      [outcome, 'recorded'],
      [outcome, 'stale'],
    ]);
  });
});

describe('congestion', () => {
  it('is a publish that waits for more than a second, on its way too', async () => {
    const gate = makeGate();
    const { committer, clock, batches } = aCommitter(() => gate.opened);
    const published = publish(committer, '{}', 0, clock.monotonic());
    clock.advance(1_000);
    expect(committer.isCongested).toBe(false);
    clock.advance(1);
    expect(committer.isCongested).toBe(true);
    await eventually(() => expect(batches).toHaveLength(1), { deadlineMs: 15_000 });
    expect(committer.isCongested).toBe(true);
    gate.open();
    await published;
    expect(committer.isCongested).toBe(false);
  });

  it('is more bytes than may wait', async () => {
    const gate = makeGate();
    const { committer } = aCommitter(() => gate.opened);
    const body = 'x'.repeat(256 * 1024);
    const published = Array.from({ length: COMMITTER_BYTES_MAX / body.length }, () =>
      publish(committer, body),
    );
    expect(committer.isCongested).toBe(false);
    published.push(publish(committer));
    expect(committer.isCongested).toBe(true);
    gate.open();
    await Promise.all(published);
    expect(committer.isCongested).toBe(false);
  });
});

describe('a transaction that fails', () => {
  it('is an error for its publishes, while its results are tried again, before all else', async () => {
    let isAway = false;
    const { committer, batches, recorded, log, metrics } = aCommitter(async () => {
      if (isAway) throw AWAY;
    });
    const outcome = await anOutcome(committer);
    isAway = true;
    committer.record(outcome);
    const failed = publish(committer);
    await expect(failed).rejects.toBe(AWAY);
    // Comes while the results wait for their next try.
    const waiting = publish(committer);
    await eventually(() => expect(metrics.commitsFailed.count).toBeGreaterThan(1), { deadlineMs: 15_000 });
    isAway = false;
    expect(await waiting).toBe('stored');
    expect(recorded).toEqual([[outcome, 'recorded']]);
    const [results, publishes] = batches.slice(-2);
    expect(results).toMatchObject({ outcomes: [outcome], publishes: [] });
    expect(publishes).toMatchObject({ outcomes: [], publishes: [{}] });
    expect(log.lines).toEqual([
      'error: the database took no commit; results are kept, and tried again',
      'info: the database takes commits again',
    ]);
  });

  it('for a result that can never be written lets that one go, and writes the others', async () => {
    const { committer, recorded, log } = aCommitter();
    const good = [await anOutcome(committer), await anOutcome(committer), await anOutcome(committer)];
    const { next, ...outcome } = await anOutcome(committer);
    const bad = { ...outcome, next: { ...next, at: undefined } } as unknown as OutcomeRow;
    const attempt = { ...bad.attempt, startedAt: null } as unknown as NonNullable<OutcomeRow['attempt']>;
    for (const one of [...good.slice(0, 2), { ...bad, attempt }, ...good.slice(2)]) committer.record(one);
    await committer.whenIdle();
    expect(recorded.map(([one, result]) => [one.deliveryRef, result])).toEqual(
      good.map((one) => [one.deliveryRef, 'recorded']),
    );
    expect(log.lines).toContain('error: a result that cannot be written was let go');
    expect(committer.uncommitted).toBe(0);
    expect(await publish(committer)).toBe('stored');
  });

  it('with an I/O error is the last one: nothing is tried again, and nothing accepted', async () => {
    const broken = new StoreError('io_error', 'The disk failed.');
    const gate = makeGate();
    const { committer, batches } = aCommitter(async () => {
      await gate.opened;
      throw broken;
    });
    const first = publish(committer);
    await eventually(() => expect(batches).toHaveLength(1), { deadlineMs: 15_000 });
    const second = publish(committer);
    committer.record(outcomeOf(account.ref, endpoint.ref, 1 as DeliveryRef));
    gate.open();
    await expect(first).rejects.toBe(broken);
    await expect(second).rejects.toBe(broken);
    await expect(publish(committer)).rejects.toBe(broken);
    await committer.whenIdle();
    expect(committer).toMatchObject({ isFatal: true, isOverfull: true });
    expect(batches).toHaveLength(1);
  });
});
