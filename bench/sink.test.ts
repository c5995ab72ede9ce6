import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endpointName, makeRequestBody, monotonicUs } from './harness/bench-event.ts';
import { type Child, forkScript } from './harness/child.ts';
import type { SinkListening, SinkReport } from './sink.ts';

const KEY = Buffer.alloc(32, 1);
const SECRET_TEXT = `whsec_${KEY.toString('base64')}`;
const FIRST_SEQUENCE = 1_000;

let sink: Child;
let port: number;

beforeEach(async () => {
  sink = forkScript('sink.ts');
  port = (await sink.request<SinkListening>({ kind: 'listen' })).port;
  await sink.request({
    kind: 'expect',
    firstSequence: FIRST_SEQUENCE,
    eventCountMax: 100,
    secretText: SECRET_TEXT,
  });
});

afterEach(() => sink.stop());

/** Sends event `sequence` as a sender would, with the key and to the path that a test wants. */
async function deliver(
  sequence: number,
  { key = KEY, path = `/${endpointName(sequence)}`, signing = 'signed' as 'signed' | 'unsigned' } = {},
): Promise<void> {
  const body = makeRequestBody(sequence, monotonicUs());
  const signature = createHmac('sha256', key).update(`evt_${sequence}.1700000000.${body}`).digest('base64');
  const signed = { 'webhook-signature': `v1,AAAA v1,${signature}` };
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: {
      'webhook-id': `evt_${sequence}`,
      'webhook-timestamp': '1700000000',
      ...(signing === 'signed' ? signed : {}),
    },
    body,
  });
  expect(response.status).toBe(204);
}

function report(eventCount: number, deadlineMs = 5_000): Promise<SinkReport> {
  return sink.request<SinkReport>({ kind: 'await', eventCount, deadlineMs });
}

it('an event counts once, its further arrivals are duplicates', async () => {
  await deliver(FIRST_SEQUENCE);
  await deliver(FIRST_SEQUENCE + 1);
  await deliver(FIRST_SEQUENCE + 1);
  const { arrived, duplicates, strangers, unsigned, faults, arrivalMs } = await report(2);
  expect({ arrived, duplicates, strangers, unsigned, faults }).toEqual({
    arrived: 2,
    duplicates: 1,
    strangers: 0,
    unsigned: 0,
    faults: [],
  });
  expect(arrivalMs.p50).toBeGreaterThan(0);
});

it('a wrong signature and a wrong address in the sample are faults', async () => {
  await deliver(FIRST_SEQUENCE, { key: Buffer.alloc(32, 2) });
  await deliver(FIRST_SEQUENCE + 50, { path: '/e07' });
  const { sampled, faults } = await report(2);
  expect(sampled).toBe(2);
  expect(faults).toEqual(['event 1000: wrong signature', 'event 1050: arrived at /e07']);
});

it('a request without a signature is counted, sampled or not', async () => {
  await deliver(FIRST_SEQUENCE + 1, { signing: 'unsigned' });
  expect(await report(1)).toMatchObject({ arrived: 1, sampled: 0, unsigned: 1 });
});

it('an event of another span is a stranger, and what is missing at the deadline is missing', async () => {
  await deliver(FIRST_SEQUENCE - 1);
  await deliver(FIRST_SEQUENCE + 100);
  expect(await report(1, 50)).toMatchObject({ arrived: 0, strangers: 2 });
});
