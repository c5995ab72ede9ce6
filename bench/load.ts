// The load generator, a process of its own: publishes bench events over keep-alive connections and measures how the
// program under test accepts them. Bounded in count and in time; talks to loopback only.
import { ENDPOINT_COUNT, makeRequestBody, monotonicUs, REQUEST_BODY_BYTES } from './harness/bench-event.ts';
import { serveParent } from './harness/parent.ts';
import { type Latencies, latenciesOf } from './harness/percentiles.ts';
import { type Answer, PublisherConnection } from './harness/publisher-connection.ts';

/** Where and how a program takes events: one path for each event type, and headers such as authorization. */
export interface PublishTarget {
  readonly port: number;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * One run of the generator. Without `eventsPerSecond` the loop is closed: each connection publishes its next event when the last one is
 * answered. With it the loop is open: events fall due on a clock, and a latency counts from the moment an event was due, so
 * that a program that stalls can not hide the events that had to wait.
 */
export interface LoadCommand {
  readonly target: PublishTarget;
  readonly firstSequence: number;
  readonly eventCount: number;
  readonly connectionCount: number;
  readonly eventsPerSecond?: number;
  readonly deadlineMs: number;
}

/** What a run measured. `refused` counts answers 429 and 503: tried again in a closed loop, given up in an open one. */
export interface LoadReport {
  readonly startedUs: number;
  readonly endedUs: number;
  readonly accepted: number;
  readonly refused: number;
  readonly acceptMs: Latencies;
}

// Long enough that a refused publisher does not hammer, short against the seconds of a run.
const REFUSED_PAUSE_MS = 20;

const ACCEPTED = 202;
const REFUSALS: readonly number[] = [429, 503];

function runLoad(command: LoadCommand): Promise<LoadReport> {
  const { target, firstSequence, eventCount, eventsPerSecond } = command;
  const heads = requestHeads(target);
  const acceptMs = new Float64Array(eventCount);
  const startedUs = monotonicUs();
  let taken = 0;
  let accepted = 0;
  let refused = 0;
  let abandoned = 0;

  return new Promise((resolve, reject) => {
    const connections: PublisherConnection[] = [];
    const finish = (error?: Error) => {
      clearTimeout(deadline);
      for (const connection of connections) connection.close();
      if (error) reject(error);
      else {
        const latencies = latenciesOf(acceptMs.subarray(0, accepted));
        resolve({ startedUs, endedUs: monotonicUs(), accepted, refused, acceptMs: latencies });
      }
    };
    const deadline = setTimeout(
      () =>
        finish(
          new Error(`only ${accepted} of ${eventCount} events were accepted in ${command.deadlineMs} ms`),
        ),
      command.deadlineMs,
    );

    const openConnection = () => {
      let sequence = 0;
      let dueUs = 0;
      const publish = () => {
        const body = makeRequestBody(firstSequence + sequence, dueUs);
        connection.send(`${heads[(firstSequence + sequence) % ENDPOINT_COUNT]}${body}`);
      };
      const publishNow = () => {
        dueUs = monotonicUs();
        publish();
      };
      const next = () => {
        if (taken === eventCount) return;
        sequence = taken++;
        if (eventsPerSecond === undefined) {
          publishNow();
          return;
        }
        dueUs = startedUs + Math.round((sequence * 1_000_000) / eventsPerSecond);
        const waitMs = (dueUs - monotonicUs()) / 1000;
        // An event that is early waits, and counts from the moment it leaves: how late a timer fires is the generator's own affair. One
        // that is late, because no connection was free, counts from when it was due.
        if (waitMs > 0) setTimeout(publishNow, Math.ceil(waitMs));
        else publish();
      };
      const onAnswer = (answer: Answer) => {
        if (answer.status === ACCEPTED) acceptMs[accepted++] = (monotonicUs() - dueUs) / 1000;
        else if (!REFUSALS.includes(answer.status)) {
          finish(new Error(`the program answered ${answer.status}: ${answer.text.slice(0, 500)}`));
          return;
        } else {
          refused++;
          if (eventsPerSecond === undefined) {
            setTimeout(publish, REFUSED_PAUSE_MS);
            return;
          }
          abandoned++;
        }
        if (accepted + abandoned === eventCount) finish();
        else next();
      };
      const connection = new PublisherConnection(target.port, onAnswer, finish);
      connections.push(connection);
      next();
    };
    for (let n = 0; n < command.connectionCount; n++) openConnection();
  });
}

function requestHeads(target: PublishTarget): string[] {
  const headers = Object.entries(target.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return target.paths.map(
    (path) =>
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${target.port}\r\ncontent-type: application/json\r\n` +
      `content-length: ${REQUEST_BODY_BYTES}\r\n${headers.join('')}\r\n`,
  );
}

serveParent<LoadCommand>(runLoad);
