import { describe, expect, it } from 'vitest';
import { aDelivery, anAttempt, anEndpoint } from '../../test-rows.ts';
import { attemptHint } from './attempt-hint.ts';
import { deliverySentence } from './delivery-sentence.ts';
import { timelineOf } from './timeline-of.ts';

const refusal = anAttempt({ cause: 'http_status', status_code: 401 });
const nextAt = '2026-11-24T12:41:00.000Z';

describe('the sentence that explains a delivery', () => {
  it.each([
    ['delivered', aDelivery({ status: 'delivered', attempt_count: 2 }), anAttempt(), 'delivered'],
    ['never tried', aDelivery({ attempt_count: 0 }), undefined, 'waitingFirst'],
    ['refused', aDelivery({ attempt_count: 4 }), refusal, 'waitingStatus'],
    ['unreachable', aDelivery(), anAttempt({ cause: 'timeout', status_code: null }), 'waitingCause'],
    ['retried by hand', aDelivery({ generation: 2 }), refusal, 'waitingAgain'],
    ['given up', aDelivery({ status: 'dead', dead_reason: 'exhausted' }), refusal, 'deadExhausted'],
    [
      'without endpoint',
      aDelivery({ status: 'dead', dead_reason: 'endpoint_deleted' }),
      undefined,
      'deadEndpoint',
    ],
  ] as const)('of one that was %s', (_, delivery, last, key) => {
    expect(deliverySentence(delivery, last, anEndpoint()).key).toBe(key);
  });

  it('says what was answered, how often it was tried, and when it goes on', () => {
    expect(deliverySentence(aDelivery({ attempt_count: 4 }), refusal, anEndpoint())).toEqual({
      key: 'waitingStatus',
      status: 401,
      attempts: 4,
      nextAt,
    });
  });

  it('says that a paused endpoint holds it, whatever was answered before', () => {
    const paused = anEndpoint({ paused: true });
    expect(deliverySentence(aDelivery(), refusal, paused)).toEqual({ key: 'waitingPaused' });
  });
});

describe('the advice about an attempt', () => {
  it.each([
    [{ cause: 'ok', status_code: 200 }, undefined],
    [{ cause: 'http_status', status_code: 401 }, 'refusedSignature'],
    [{ cause: 'http_status', status_code: 403, key_ids: [] }, 'refusedUnsigned'],
    [{ cause: 'http_status', status_code: 404 }, 'notFound'],
    [{ cause: 'http_status', status_code: 429 }, 'tooMany'],
    [{ cause: 'http_status', status_code: 500 }, 'serverError'],
    [{ cause: 'http_status', status_code: 418 }, 'otherStatus'],
    [{ cause: 'redirect', status_code: 301 }, 'redirect'],
    [{ cause: 'target_not_allowed', status_code: null }, 'target_not_allowed'],
  ] as const)('for %j is %s', (change, hint) => {
    expect(
      attemptHint(
        anAttempt({ ...change, key_ids: [...('key_ids' in change ? change.key_ids : ['B3XN5KQ7TA'])] }),
      ),
    ).toBe(hint);
  });
});

describe('attempts on one axis', () => {
  it('lie between the start of the first and the end of the last', () => {
    const first = anAttempt({ started_at: '2026-11-24T12:00:00.000Z', duration_ms: 1000 });
    const last = anAttempt({ n: 2, started_at: '2026-11-24T12:00:09.000Z', duration_ms: 1000 });
    const { bars } = timelineOf([first, last]);
    expect(bars.map(({ startPercent, widthPercent }) => [startPercent, widthPercent])).toEqual([
      [0, 10],
      [90, 10],
    ]);
  });

  it('keep a place on it when they took no time at all', () => {
    const { bars } = timelineOf([anAttempt({ duration_ms: 0 })]);
    expect(bars).toEqual([{ n: 1, startPercent: 0, widthPercent: 0, isAccepted: true }]);
  });
});
