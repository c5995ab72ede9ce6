// The receiver of all scenarios, a process of its own: answers 204 at once, counts each event once, measures the time
// from publish to arrival, and verifies the signature and the address of a sample.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpointName, monotonicUs, readStamps } from './harness/bench-event.ts';
import { serveParent } from './harness/parent.ts';
import { type Latencies, latenciesOf } from './harness/percentiles.ts';

/**
 * `listen` opens the port; `expect` forgets what came before and counts the events from `firstSequence` on; `await` answers when
 * `eventCount` of them have arrived, or at the deadline with what is there.
 */
export type SinkCommand =
  | { readonly kind: 'listen' }
  | {
      readonly kind: 'expect';
      readonly firstSequence: number;
      readonly eventCountMax: number;
      readonly secretText: string;
    }
  | { readonly kind: 'await'; readonly eventCount: number; readonly deadlineMs: number };

export interface SinkListening {
  readonly port: number;
}

/**
 * What arrived. `duplicates` are further arrivals of a counted event, `strangers` are requests without the stamps of this run,
 * `unsigned` lack a signature header, `sampled` were verified and `faults` names the first few that failed.
 */
export interface SinkReport {
  readonly arrived: number;
  readonly lastArrivalUs: number;
  readonly duplicates: number;
  readonly strangers: number;
  readonly unsigned: number;
  readonly sampled: number;
  readonly faults: readonly string[];
  readonly arrivalMs: Latencies;
}

// One in 50: 200 of 10,000 events, at 10 to 20 µs each too few to weigh on the cores that are measured.
const SAMPLE_EVERY = 50;
const FAULTS_MAX = 5;

class Run {
  arrived = 0;
  lastArrivalUs = 0;
  duplicates = 0;
  strangers = 0;
  unsigned = 0;
  sampled = 0;
  readonly faults: string[] = [];
  readonly #firstSequence: number;
  readonly #seen: Uint8Array;
  readonly #arrivalMs: Float64Array;
  readonly #key: Buffer;
  #waiting: { eventCount: number; answer: () => void } | undefined;

  constructor(firstSequence: number, eventCountMax: number, secretText: string) {
    this.#firstSequence = firstSequence;
    this.#seen = new Uint8Array(eventCountMax);
    this.#arrivalMs = new Float64Array(eventCountMax);
    this.#key = Buffer.from(secretText.replace(/^whsec_/, ''), 'base64');
  }

  take(request: IncomingMessage, body: Buffer): void {
    const arrivedUs = monotonicUs();
    const stamps = readStamps(body);
    const index = stamps === undefined ? -1 : stamps.sequence - this.#firstSequence;
    const seen = this.#seen[index];
    if (stamps === undefined || seen === undefined) {
      this.strangers++;
      return;
    }
    if (request.headers['webhook-signature'] === undefined) this.unsigned++;
    if (index % SAMPLE_EVERY === 0) this.#verify(request, body, stamps.sequence);
    if (seen > 0) {
      this.duplicates++;
      return;
    }
    this.#seen[index] = 1;
    this.#arrivalMs[this.arrived++] = (arrivedUs - stamps.publishedUs) / 1000;
    this.lastArrivalUs = arrivedUs;
    if (this.#waiting && this.arrived >= this.#waiting.eventCount) this.#waiting.answer();
  }

  whenArrived(eventCount: number, deadlineMs: number): Promise<SinkReport> {
    return new Promise((resolve) => {
      const answer = () => {
        clearTimeout(deadline);
        this.#waiting = undefined;
        resolve(this.#report());
      };
      const deadline = setTimeout(answer, deadlineMs);
      this.#waiting = { eventCount, answer };
      if (this.arrived >= eventCount) answer();
    });
  }

  #verify(request: IncomingMessage, body: Buffer, sequence: number): void {
    this.sampled++;
    const {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    } = request.headers;
    const expected = createHmac('sha256', this.#key)
      .update(`${id}.${timestamp}.`)
      .update(body)
      .digest('base64');
    if (!String(signature).split(' ').includes(`v1,${expected}`))
      this.#fault(`event ${sequence}: wrong signature`);
    if (request.url !== `/${endpointName(sequence)}`)
      this.#fault(`event ${sequence}: arrived at ${request.url}`);
  }

  #fault(sentence: string): void {
    if (this.faults.length < FAULTS_MAX) this.faults.push(sentence);
  }

  #report(): SinkReport {
    const { arrived, lastArrivalUs, duplicates, strangers, unsigned, sampled, faults } = this;
    const arrivalMs =
      arrived === 0
        ? { p50: Number.NaN, p99: Number.NaN, max: Number.NaN }
        : latenciesOf(this.#arrivalMs.slice(0, arrived));
    return { arrived, lastArrivalUs, duplicates, strangers, unsigned, sampled, faults, arrivalMs };
  }
}

let run = new Run(0, 0, '');

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(204).end();
    const first = chunks[0];
    run.take(request, chunks.length === 1 && first ? first : Buffer.concat(chunks));
  });
});
// Longer than any pause between two runs, or a kept connection would be cut while the sender writes into it.
server.keepAliveTimeout = 120_000;

serveParent<SinkCommand>(async (command) => {
  switch (command.kind) {
    case 'listen': {
      const listening = Promise.withResolvers<void>();
      server.listen(0, '127.0.0.1', 1024, () => listening.resolve());
      await listening.promise;
      return { port: (server.address() as AddressInfo).port } satisfies SinkListening;
    }
    case 'expect':
      run = new Run(command.firstSequence, command.eventCountMax, command.secretText);
      return {};
    case 'await':
      return run.whenArrived(command.eventCount, command.deadlineMs);
  }
});
