import type {
  AccountRef,
  AttemptCause,
  DeliveryRef,
  EndpointRef,
  EpochMs,
  EventId,
  EventRef,
  SecretId,
} from '@keyturn/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Attempt } from '../../deliveries.ts';
import type { HotBatch, HotBatchResult, OutcomeRow, PublishRow } from '../../hot/hot-store.ts';
import { packBatch, packResult, unpackBatch, unpackResult } from './batch-message.ts';

const ref = <T>() => fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }) as unknown as fc.Arbitrary<T>;
const at = fc.integer({ min: 0, max: 4e12 }) as unknown as fc.Arbitrary<EpochMs>;
const bytes = fc.uint8Array({ maxLength: 40 });
const text = fc.string({ unit: 'binary', maxLength: 12 });

/** A field that may be absent; the columns must not turn what is absent into something, nor an empty text into nothing. */
function maybe<Name extends string, T>(name: Name, value: fc.Arbitrary<T>) {
  return fc.oneof(
    fc.constant({}),
    value.map((given) => ({ [name]: given }) as Record<Name, T>),
  );
}

const publish: fc.Arbitrary<PublishRow> = fc
  .tuple(
    fc.record({
      ref: ref<EventRef>(),
      id: text as fc.Arbitrary<string> as fc.Arbitrary<EventId>,
      type: text,
      contentType: text,
      body: bytes,
      acceptedAt: at,
    }),
    maybe('subject', text),
    maybe('requestSha256', fc.uint8Array({ minLength: 32, maxLength: 32 })),
    ref<AccountRef>(),
    fc.array(
      fc.record({
        ref: ref<DeliveryRef>(),
        endpointRef: ref<EndpointRef>(),
        first: fc.constantFrom('in_memory' as const, 'claimed_later' as const),
      }),
      { maxLength: 3 },
    ),
  )
  .map(([event, subject, sha256, accountRef, deliveries]) => ({
    accountRef,
    event: { ...event, ...subject },
    deliveries,
    ...sha256,
  }));

const attempt: fc.Arbitrary<Attempt> = fc
  .tuple(
    fc.record({
      n: fc.integer({ min: 1, max: 40 }),
      startedAt: at,
      durationMs: fc.nat(15_000),
      cause: fc.constantFrom<AttemptCause>('ok', 'ok', 'ok', 'http_status', 'timeout'),
      keyIds: fc.array(text, { maxLength: 3 }),
      epoch: fc.nat(9),
    }),
    maybe('statusCode', fc.integer({ min: 200, max: 599 })),
    maybe('responseHeaders', fc.constant({ server: 'x' })),
    maybe('responseBody', bytes),
  )
  .map((parts) => Object.assign({}, ...parts));

const outcome: fc.Arbitrary<OutcomeRow> = fc
  .tuple(
    fc.record({
      accountRef: ref<AccountRef>(),
      endpointRef: ref<EndpointRef>(),
      deliveryRef: ref<DeliveryRef>(),
      claim: fc.record({ token: fc.nat(9), generation: fc.nat(9) }),
      next: fc.oneof(
        at.map((end) => ({ type: 'delivered' as const, at: end })),
        at.map((end) => ({ type: 'dead' as const, at: end, reason: 'exhausted' as const })),
        at.map((dueAt) => ({ type: 'waiting' as const, dueAt })),
      ),
    }),
    maybe('attempt', attempt),
    maybe('lane', fc.constant({ pause: { at: 5 as EpochMs, reason: 'gone' as const } })),
  )
  .map((parts) => Object.assign({}, ...parts));

const batch: fc.Arbitrary<HotBatch> = fc.record({
  publishes: fc.array(publish, { maxLength: 5 }),
  outcomes: fc.array(outcome, { maxLength: 8 }),
  secretUses: fc.array(
    fc.record({
      accountRef: ref<AccountRef>(),
      id: text as fc.Arbitrary<string> as fc.Arbitrary<SecretId>,
      at,
    }),
  ),
  now: at,
});

it('a batch comes out of its message as it went in, by the copy that a thread gets', () => {
  fc.assert(
    fc.property(batch, (given) => {
      expect(unpackBatch(structuredClone(packBatch(given)))).toEqual(given);
    }),
    { numRuns: 500 },
  );
});

it('takes no more bytes along than the batch has', () => {
  const slab = new Uint8Array(64 * 1024);
  const publishes = [
    {
      accountRef: 1 as AccountRef,
      event: {
        ref: 2 as EventRef,
        id: 'evt' as EventId,
        type: 't',
        contentType: 'c',
        body: slab.subarray(10, 20),
        acceptedAt: 3 as EpochMs,
      },
      deliveries: [],
    },
  ];
  const outcomes: OutcomeRow[] = [
    {
      accountRef: 1 as AccountRef,
      endpointRef: 4 as EndpointRef,
      deliveryRef: 5 as DeliveryRef,
      claim: { token: 1, generation: 1 },
      attempt: {
        n: 1,
        startedAt: 3 as EpochMs,
        durationMs: 1,
        cause: 'http_status',
        keyIds: [],
        epoch: 1,
        responseBody: slab.subarray(30, 60),
      },
      next: { type: 'waiting', dueAt: 9 as EpochMs },
    },
  ];
  const packed = packBatch({ publishes, outcomes, secretUses: [], now: 3 as EpochMs });
  expect(packed.bytes.buffer.byteLength).toBe(10);
  expect(packed.others[0]?.[1].attempt?.responseBody?.buffer.byteLength).toBe(30);
});

it('a result comes out as it went in', () => {
  fc.assert(
    fc.property(
      batch.filter(({ publishes, outcomes }) => publishes.length + outcomes.length > 0),
      fc.infiniteStream(fc.constantFrom('stored', 'stored', 'stored', 'duplicate', 'conflict')),
      fc.infiniteStream(fc.constantFrom('recorded', 'recorded', 'recorded', 'stale')),
      (given, stored, recorded) => {
        const result = {
          publishes: given.publishes.map(() => stored.next().value),
          outcomes: given.outcomes.map(() => recorded.next().value),
        } as HotBatchResult;
        expect(unpackResult(structuredClone(packResult(result)), given)).toEqual(result);
      },
    ),
  );
});
