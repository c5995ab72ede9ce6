import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readStamps } from './harness/bench-event.ts';
import { type Child, forkScript } from './harness/child.ts';
import type { LoadCommand, LoadReport } from './load.ts';

let load: Child;
let server: Server | undefined;

beforeEach(() => {
  load = forkScript('load.ts');
});

afterEach(async () => {
  server?.closeAllConnections();
  await server?.[Symbol.asyncDispose]();
  server = undefined;
  await load.stop();
});

interface Published {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly sequence: number | undefined;
}

/** Runs the generator against a program that answers with `answer(n)` to its n-th request, n = 0, 1, 2 … */
async function publishTo(
  answer: (n: number) => number,
  shape: Partial<LoadCommand> = {},
): Promise<{ report: Promise<LoadReport>; published: Published[] }> {
  const published: Published[] = [];
  const answering = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = answer(published.length);
      const { url: path, headers } = request;
      const sequence = readStamps(Buffer.concat(chunks))?.sequence;
      published.push({ path, authorization: headers.authorization, sequence });
      response.statusCode = status;
      response.end(`{"answer":${status}}`);
    });
  });
  server = answering;
  await new Promise<void>((resolve) => answering.listen(0, '127.0.0.1', resolve));
  const command: LoadCommand = {
    target: {
      port: (answering.address() as AddressInfo).port,
      paths: Array.from({ length: 100 }, (_, index) => `/publish/${index}`),
      headers: { authorization: 'Bearer kt_test' },
    },
    firstSequence: 0,
    eventCount: 250,
    connectionCount: 8,
    deadlineMs: 10_000,
    ...shape,
  };
  return { report: load.request<LoadReport>(command), published };
}

it('publishes each event once, to the path of its type, with the headers asked for', async () => {
  const { report, published } = await publishTo(() => 202, { firstSequence: 100 });
  expect(await report).toMatchObject({ accepted: 250, refused: 0 });
  const sequences = published.map((event) => event.sequence).sort((a, b) => Number(a) - Number(b));
  expect(sequences).toEqual(Array.from({ length: 250 }, (_, index) => 100 + index));
  const stray = published.filter(
    ({ path, authorization, sequence }) =>
      path !== `/publish/${Number(sequence) % 100}` || authorization !== 'Bearer kt_test',
  );
  expect(stray).toEqual([]);
});

it('tries a refused event again in a closed loop, until every one is accepted', async () => {
  const { report, published } = await publishTo((n) => (n < 5 ? 429 : 202));
  expect(await report).toMatchObject({ accepted: 250, refused: 5 });
  expect(new Set(published.map((event) => event.sequence)).size).toBe(250);
});

it('gives a refused event up in an open loop', async () => {
  const { report } = await publishTo((n) => (n < 5 ? 503 : 202), { eventCount: 50, eventsPerSecond: 1_000 });
  expect(await report).toMatchObject({ accepted: 45, refused: 5 });
});

it('keeps to the rate of an open loop', async () => {
  const { report } = await publishTo(() => 202, { eventCount: 50, eventsPerSecond: 250 });
  const { startedUs, endedUs } = await report;
  expect(endedUs - startedUs).toBeGreaterThanOrEqual(48 * 4_000);
});

it('stops at an answer that is neither accepted nor refused, and says which', async () => {
  const { report } = await publishTo((n) => (n === 20 ? 404 : 202));
  await expect(report).rejects.toThrow('the program answered 404: {"answer":404}');
});

it('ends at its deadline when the program does not answer', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  server = silent;
  const command = {
    target: { port: (silent.address() as AddressInfo).port, paths: Array(100).fill('/'), headers: {} },
    firstSequence: 0,
    eventCount: 10,
    connectionCount: 2,
    deadlineMs: 200,
  };
  await expect(load.request(command)).rejects.toThrow('only 0 of 10 events were accepted in 200 ms');
});
