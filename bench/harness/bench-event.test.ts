import { expect, it } from 'vitest';
import {
  endpointName,
  eventType,
  makeRequestBody,
  monotonicUs,
  REQUEST_BODY_BYTES,
  readStamps,
} from './bench-event.ts';

it.each([
  { sequence: 0, publishedUs: 1 },
  { sequence: 99_999_999, publishedUs: 9_007_199_254_740_991 },
])(
  'every request body is valid JSON of exactly the stated length ($sequence)',
  ({ sequence, publishedUs }) => {
    const body = makeRequestBody(sequence, publishedUs);
    expect(Buffer.byteLength(body)).toBe(REQUEST_BODY_BYTES);
    expect(JSON.parse(body)).toMatchObject({ type: eventType(sequence), data: { object: 'invoice' } });
  },
);

it('the stamps are found again inside any envelope', () => {
  const publishedUs = monotonicUs();
  const { data } = JSON.parse(makeRequestBody(1234, publishedUs)) as { data: object };
  const envelope = JSON.stringify({
    specversion: '1.0',
    id: 'evt_x',
    time: '2026-01-01T00:00:00.000Z',
    data,
  });
  expect(readStamps(Buffer.from(envelope))).toEqual({ sequence: 1234, publishedUs });
});

it('a body without stamps is not ours', () => {
  expect(readStamps(Buffer.from('{"type":"keyturn.test","data":{}}'))).toBeUndefined();
});

it('a hundred events in a row go to a hundred endpoints', () => {
  const names = new Set(Array.from({ length: 100 }, (_, sequence) => endpointName(sequence)));
  expect(names.size).toBe(100);
  expect(endpointName(107)).toBe('e07');
});
