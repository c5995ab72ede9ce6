import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SinkListening } from '../sink.ts';
import { readStamps } from './bench-event.ts';
import { type Child, forkScript } from './child.ts';
import { measure, type Workload } from './measure.ts';

// Programs that look fast because they do not do their work: a measurement has to name what they left out.

const WORKLOAD: Workload = { warmUpCount: 20, eventCount: 40, connectionCount: 4, spanDeadlineMs: 1_000 };

let load: Child;
let sink: Child;
let sinkPort: number;

beforeAll(async () => {
  load = forkScript('load.ts');
  sink = forkScript('sink.ts');
  sinkPort = (await sink.request<SinkListening>({ kind: 'listen' })).port;
});

afterAll(() => Promise.all([load.stop(), sink.stop()]));

/** Measures a program that accepts everything and sends event `sequence` without a signature `timesOf(sequence)` times. */
async function faultsOfProgram(
  timesOf: (sequence: number) => number,
): Promise<{ faults: string[]; duplicates: number }> {
  const program = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const sequence = readStamps(body)?.sequence ?? 0;
    for (let n = 0; n < timesOf(sequence); n++) {
      await fetch(`http://127.0.0.1:${sinkPort}${request.url}`, { method: 'POST', body });
    }
    response.statusCode = 202;
    response.end('{}');
  });
  await new Promise<void>((resolve) => program.listen(0, '127.0.0.1', resolve));
  const paths = Array.from({ length: 100 }, (_, index) => `/e${String(index).padStart(2, '0')}`);
  const { port } = program.address() as AddressInfo;
  const ended = new Promise<never>(() => {});
  const subject = {
    pid: process.pid,
    target: { port, paths, headers: {} },
    secretText: 'whsec_AQEB',
    ended,
    stop: async () => {},
  };
  try {
    const { faults, duplicates } = await measure({ load, sink }, subject, WORKLOAD);
    return { faults: [...faults], duplicates };
  } finally {
    program.closeAllConnections();
    await program[Symbol.asyncDispose]();
  }
}

it('events that are accepted and never sent are a fault, in the warm-up as in the span', async () => {
  const { faults } = await faultsOfProgram((sequence) => (sequence % 10 === 0 ? 0 : 1));
  expect(faults).toContain('2 accepted events never arrived');
  expect(faults).toContain('4 accepted events never arrived');
});

it('events that are sent without a signature are a fault', async () => {
  const { faults } = await faultsOfProgram(() => 1);
  expect(faults).toContain('20 requests arrived without a signature');
  expect(faults).toContain('40 requests arrived without a signature');
  expect(faults).toContain('event 0: wrong signature');
});

it('events that are sent twice are counted apart, as no fault: delivery is at least once', async () => {
  const { faults, duplicates } = await faultsOfProgram((sequence) => (sequence === 30 ? 2 : 1));
  expect(duplicates).toBe(1);
  expect(faults.filter((fault) => fault.includes('never'))).toEqual([]);
});
