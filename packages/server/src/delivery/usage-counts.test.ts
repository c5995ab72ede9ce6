import {
  type AccountRef,
  type DeliveryRef,
  type EndpointRef,
  type EpochMs,
  USAGE_FLUSH_MS,
  USAGE_ROWS_PER_COMMIT_MAX,
} from '@keyturn/core';
import type { Attempt, Usage } from '@keyturn/store';
import { FakeClock } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import type { LiveDelivery } from './live-delivery.ts';
import { UsageCounts } from './usage-counts.ts';

const ACCOUNT = 1 as AccountRef;
const OTHER = 2 as AccountRef;
const MINUTE_MS = 60_000;

function someUsage(options: { readonly countsMax?: number; readonly takeRef?: () => number } = {}) {
  const clock = new FakeClock();
  const seen = { commitsAsked: 0, fullSaid: 0, refsTaken: 0 };
  const usage = new UsageCounts({
    clock,
    takeRef: options.takeRef ?? (() => ++seen.refsTaken),
    askForCommit: () => seen.commitsAsked++,
    onFull: () => seen.fullSaid++,
    ...(options.countsMax === undefined ? {} : { countsMax: options.countsMax }),
  });
  /** An attempt of an account's endpoint that ended now. */
  const attempt = (
    given: Partial<Attempt> = {},
    { accountRef = ACCOUNT, endpointRef = 10 as EndpointRef, deliveryRef = 100 as DeliveryRef } = {},
  ): void => {
    const delivery = { accountRef, endpointRef, deliveryRef } as LiveDelivery;
    usage.noteAttempt(delivery, {
      n: 1,
      startedAt: clock.wall(),
      durationMs: 12,
      cause: 'ok',
      statusCode: 200,
      keyIds: ['KEYA'],
      epoch: 1,
      ...given,
    });
  };
  return { usage, clock, seen, attempt };
}

/** Counts of a kind, readable. */
function countsOf(taken: Usage | undefined, kind: Usage['counts'][number]['kind']) {
  const counts = (taken?.counts ?? []).filter((count) => count.kind === kind);
  return Object.fromEntries(counts.map(({ label, count }) => [label, count]));
}

describe('what is counted', () => {
  it('is every request by the keys that signed it and by how it ended', () => {
    const { usage, attempt } = someUsage();
    attempt();
    attempt();
    attempt({ keyIds: ['KEYB', 'KEYA'] });
    attempt({ cause: 'http_status', statusCode: 500 });
    attempt({ cause: 'timeout', keyIds: [] });
    attempt({ cause: 'dns_failed' });
    expect(countsOf(usage.take('now'), 'requests')).toEqual({
      'delivered KEYA': 2,
      'delivered KEYB KEYA': 1,
      'failed KEYA': 1,
      'failed ': 1,
      'unsent KEYA': 1,
    });
  });

  it('is how long each request took that was sent', () => {
    const { usage, attempt } = someUsage();
    attempt({ durationMs: 1 });
    attempt({ durationMs: 2 });
    attempt({ durationMs: 2, cause: 'timeout' });
    attempt({ durationMs: 2, cause: 'connect_failed' });
    expect(countsOf(usage.take('now'), 'latency')).toEqual({ 0: 1, 4: 2 });
  });

  it('counts in the minute in which it started, though that is over', () => {
    const { usage, clock, attempt } = someUsage();
    const startedAt = clock.wall();
    clock.advance(MINUTE_MS);
    attempt({ startedAt });
    attempt();
    const minutes = usage.take('now')?.counts.filter(({ kind }) => kind === 'requests');
    expect(
      minutes?.map(({ minute, count }) => [minute - (startedAt - (startedAt % MINUTE_MS)), count]),
    ).toEqual([
      [0, 1],
      [MINUTE_MS, 1],
    ]);
  });

  it('knows of each endpoint the attempt that started last', () => {
    const { usage, clock, attempt } = someUsage();
    const startedAt = clock.wall();
    attempt({ startedAt, cause: 'timeout' });
    attempt({ startedAt: (startedAt - 1) as EpochMs });
    attempt({ startedAt }, { accountRef: OTHER, endpointRef: 11 as EndpointRef });
    const last = usage.take('now')?.lastAttempts;
    expect(last?.map(({ endpointRef, cause }) => [endpointRef, cause])).toEqual([
      [10, 'timeout'],
      [11, 'ok'],
    ]);
  });

  it('is let go when it is more than memory has room for, and that is said', () => {
    const { usage, clock, seen, attempt } = someUsage({ countsMax: 2 });
    attempt();
    attempt({ keyIds: ['KEYB'] });
    attempt({ keyIds: ['KEYC'] });
    attempt();
    expect(countsOf(usage.take('now'), 'requests')).toEqual({ 'delivered KEYA': 2 });
    expect(seen.fullSaid).toBe(1);
    usage.settle('written');
    // Older minutes make room for a new one.
    clock.advance(10 * MINUTE_MS);
    attempt({ keyIds: ['KEYC'] });
    expect(countsOf(usage.take('now'), 'requests')).toEqual({ 'delivered KEYC': 1 });
  });

  it('is let go while there are no row keys', () => {
    const { usage, attempt } = someUsage({
      takeRef: () => {
        throw new Error('the database is away');
      },
    });
    attempt();
    expect(usage.take('now')?.counts).toEqual([]);
  });
});

describe('what is written', () => {
  it('is the whole count of a minute each time, under one row key', () => {
    const { usage, attempt } = someUsage();
    attempt();
    const first = usage.take('now');
    usage.settle('written');
    attempt();
    const second = usage.take('now');
    expect(countsOf(first, 'requests')).toEqual({ 'delivered KEYA': 1 });
    expect(countsOf(second, 'requests')).toEqual({ 'delivered KEYA': 2 });
    expect(second?.counts[0]?.bucketRef).toBe(first?.counts[0]?.bucketRef);
  });

  it('stays as it was taken while more is counted', () => {
    const { usage, attempt } = someUsage();
    attempt();
    const taken = usage.take('now');
    attempt();
    expect(countsOf(taken, 'requests')).toEqual({ 'delivered KEYA': 1 });
  });

  it('is nothing twice when nothing was counted since', () => {
    const { usage, attempt } = someUsage();
    attempt();
    usage.take('now');
    usage.settle('written');
    expect(usage.isEmpty).toBe(true);
    expect(usage.take('now')).toBeUndefined();
  });

  it('is written again, with what was counted since, when nobody knows whether it was written', () => {
    const { usage, clock, attempt } = someUsage();
    attempt();
    const first = usage.take('now');
    clock.advance(1);
    attempt({ cause: 'timeout' });
    usage.settle('not_written');
    const second = usage.take('now');
    expect(countsOf(second, 'requests')).toEqual({ 'delivered KEYA': 1, 'failed KEYA': 1 });
    expect(
      new Set([...(first?.counts ?? []), ...(second?.counts ?? [])].map((one) => one.bucketRef)).size,
    ).toBe(1);
    expect(second?.lastAttempts.map(({ cause }) => cause)).toEqual(['timeout']);
  });

  it('is let go when it can never be written', () => {
    const { usage, attempt } = someUsage();
    attempt();
    usage.take('now');
    usage.settle('unwritable');
    expect(usage.take('now')).toBeUndefined();
  });

  it('of a minute that was forgotten begins again, under another row key', () => {
    const { usage, clock, attempt } = someUsage();
    const startedAt = clock.wall();
    attempt({ startedAt });
    const first = usage.take('now');
    usage.settle('written');
    clock.advance(10 * MINUTE_MS);
    attempt();
    attempt({ startedAt });
    const again = usage.take('now')?.counts.filter(({ minute }) => minute === first?.counts[0]?.minute);
    expect(again?.map(({ count }) => count)).toEqual([1, 1]);
    expect(again?.[0]?.bucketRef).not.toBe(first?.counts[0]?.bucketRef);
  });

  it('waits until it is time, and then comes by a part at a time', () => {
    const { usage, clock, attempt } = someUsage();
    const endpoints = 2 * USAGE_ROWS_PER_COMMIT_MAX;
    for (let n = 0; n < endpoints; n++)
      attempt({}, { accountRef: ACCOUNT, endpointRef: n as EndpointRef, deliveryRef: 1 as DeliveryRef });
    expect(usage.take('due')).toBeUndefined();
    clock.advance(USAGE_FLUSH_MS);
    const sizes: number[] = [];
    for (let n = 0; n < 10; n++) {
      const taken = usage.take('due');
      sizes.push((taken?.counts.length ?? 0) + (taken?.lastAttempts.length ?? 0));
      usage.settle('written');
      if (n % 2 === 1) clock.advance(50);
    }
    // Two counts and the endpoints; a pause after each part.
    expect(sizes).toEqual([200, 0, 200, 0, 2, 0, 0, 0, 0, 0]);
    expect(usage.isEmpty).toBe(true);
  });

  it('asks for a commit when none comes by itself', async () => {
    const { usage, seen, attempt } = someUsage();
    attempt();
    expect(seen.commitsAsked).toBe(0);
    const written = usage.whenWritten(ACCOUNT);
    expect(seen.commitsAsked).toBe(1);
    usage.take('due');
    usage.settle('written');
    await written;
  });
});

describe('who waits for counts', () => {
  it('of an account gets them written before it is time, and no others', async () => {
    const { usage, attempt } = someUsage();
    attempt();
    attempt({}, { accountRef: OTHER, endpointRef: 11 as EndpointRef, deliveryRef: 1 as DeliveryRef });
    const written = usage.whenWritten(ACCOUNT);
    const taken = usage.take('due');
    expect(new Set(taken?.counts.map(({ accountRef }) => accountRef))).toEqual(new Set([ACCOUNT]));
    let isWritten = false;
    void written.then(() => {
      isWritten = true;
    });
    await Promise.resolve();
    expect(isWritten).toBe(false);
    usage.settle('written');
    await written;
    expect(usage.isEmpty).toBe(false);
  });

  it('waits for what is being written, and for nothing when all is', async () => {
    const { usage, attempt } = someUsage();
    await usage.whenWritten(ACCOUNT);
    attempt();
    usage.take('now');
    let isWritten = false;
    const written = usage.whenWritten(ACCOUNT).then(() => {
      isWritten = true;
    });
    await Promise.resolve();
    expect(isWritten).toBe(false);
    usage.settle('written');
    await written;
  });

  it('is let go when they cannot be written', async () => {
    const { usage, attempt } = someUsage();
    attempt();
    const written = usage.whenWritten(ACCOUNT);
    usage.take('due');
    usage.settle('not_written');
    await written;
    expect(usage.isEmpty).toBe(false);
  });
});
