import { describe, expect, it } from 'vitest';
import { keyUseOf, requestsSigned } from './queries.ts';

const KEY = {
  key_id: 'B3XN5KQ7TA',
  secret_id: 'sec_old',
  endpoint_id: null,
  name: 'launch',
  status: 'disabled',
  last_used_at: null,
  requests_under_way: 0,
  stopped_at: '2026-11-24T12:00:02.310Z',
  used_since_stopped: false,
} as const;

const stats = {
  metric: 'key_usage',
  step_seconds: 60,
  since: '2026-11-24T11:00:00.000Z',
  until: '2026-11-24T12:00:00.000Z',
  series: [
    {
      key: 'B3XN5KQ7TA',
      role: 'signing',
      unit: 'count',
      points: [
        ['2026-11-24T11:00:00.000Z', 400],
        ['2026-11-24T11:01:00.000Z', null],
      ],
    },
    { key: 'B3XN5KQ7TA', role: 'co_signing', unit: 'count', points: [['2026-11-24T11:02:00.000Z', 12]] },
    { key: 'unsigned', role: null, unit: 'count', points: [['2026-11-24T11:00:00.000Z', 7]] },
  ],
  markers: [],
  keys: [KEY],
} as const satisfies Parameters<typeof requestsSigned>[0];

describe('the use of a key', () => {
  it('counts what it signed, alone and beside another', () => {
    expect(requestsSigned(stats, 'B3XN5KQ7TA')).toBe(412);
    expect(requestsSigned(stats, 'K7Q2MZ4HWD')).toBe(0);
  });

  it('is found by the secret, and is not made up for one that never signed', () => {
    expect(keyUseOf(stats, 'sec_old')).toBe(KEY);
    expect(keyUseOf(stats, 'sec_new')).toBeUndefined();
    expect(keyUseOf(undefined, 'sec_old')).toBeUndefined();
  });
});
