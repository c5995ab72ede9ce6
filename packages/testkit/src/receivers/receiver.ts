import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { eventually } from '../eventually.ts';
import { type Answer, respond } from './answer.ts';
import { writeAnswer } from './write-answer.ts';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  /** By lower-case name; of a repeated header all values, joined as HTTP allows. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values alternating, as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
  /** `performance.now()` at the end of its head, and its place among all requests (0, 1, 2, ...). */
  readonly arrivedAt: number;
  readonly n: number;
  /** The sender's port: equal for two requests on one connection. */
  readonly fromPort: number;
}

/** Says how to treat a request, from the request itself. */
export type AnswerRule = (request: ReceivedRequest) => Answer | Promise<Answer>;

/** A real HTTP server on loopback that keeps every request whole and answers by a script. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  /** Connections opened so far. */
  connectionCount = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #script: Answer[] = [];
  #rule: AnswerRule;
  #startedCount = 0;
  #openCount = 0;
  #openCountMax = 0;

  private constructor(rule: AnswerRule) {
    this.#rule = rule;
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      void this.#take(request, response);
    });
    this.#server.on('connection', (socket) => {
      this.connectionCount++;
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Opens a receiver on a free port of 127.0.0.1; without a script it answers 200 to everything. */
  static async open(answer: Answer | AnswerRule = respond(200)): Promise<Receiver> {
    const receiver = new Receiver(typeof answer === 'function' ? answer : () => answer);
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once('error', reject);
      receiver.#server.listen(0, '127.0.0.1', resolve);
    });
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `http://127.0.0.1:<port>` and a path. */
  url(path = '/webhooks'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Connections that are open now. */
  get openConnectionCount(): number {
    return this.#sockets.size;
  }

  /** Most requests that were open (arrived, not answered) at once. */
  get openCountMax(): number {
    return this.#openCountMax;
  }

  /** Answers the next requests in this order, in the order of their arrival; after them the standing answer holds again. */
  answerNext(...answers: readonly Answer[]): void {
    this.#script.push(...answers);
  }

  /** Changes the standing answer. */
  answerAlways(answer: Answer | AnswerRule): void {
    this.#rule = typeof answer === 'function' ? answer : () => answer;
  }

  /** Waits until `count` requests have arrived whole, and gives the first `count`. */
  async waitForRequests(count: number, deadlineMs = 10_000): Promise<readonly ReceivedRequest[]> {
    return eventually(
      () => {
        if (this.requests.length < count) {
          throw new Error(`${this.requests.length} of ${count} requests arrived`);
        }
        return this.requests.slice(0, count);
      },
      { deadlineMs },
    );
  }

  /** Ends every connection and frees the port. May be called twice. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #take(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAt = performance.now();
    const scripted = this.#script.shift();
    const n = this.#startedCount++;
    this.#openCount++;
    this.#openCountMax = Math.max(this.#openCountMax, this.#openCount);
    response.once('close', () => this.#openCount--);
    response.on('error', () => {});
    const body = await readBody(message);
    if (body === undefined) return;
    const request: ReceivedRequest = {
      method: message.method ?? '',
      path: message.url ?? '',
      headers: flatten(message),
      rawHeaders: message.rawHeaders,
      body,
      arrivedAt,
      n,
      fromPort: message.socket.remotePort ?? 0,
    };
    this.requests.push(request);
    await writeAnswer(response, scripted ?? (await this.#rule(request)));
  }
}

/** The whole body, or undefined when the sender gave up before its end. */
async function readBody(message: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function flatten(message: IncomingMessage): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    headers[name] = (values ?? []).join(', ');
  }
  return headers;
}
