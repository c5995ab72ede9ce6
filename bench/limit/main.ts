// The bare program: accept, one commit for a batch, HMAC, one POST, record. It is what one would write by hand, and as fast as it
// can be made while it stays this small. It is the limit that the product is measured against: no validation, no API keys, no
// retries, no guard, no limits. Never add to it what the product does; make it faster when you find how.
import { createHmac, createSecretKey, randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import type { AcceptedEvent, LimitDatabase } from './database.ts';
import { GroupCommit } from './group-commit.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

const { LIMIT_DATABASE_URL = '', LIMIT_RECEIVER = '', LIMIT_SECRET = '' } = process.env;

const key = createSecretKey(Buffer.from(LIMIT_SECRET.replace(/^whsec_/, ''), 'base64'));
// As many as there are publishers: with 32 an event waits a millisecond longer for its turn, with 128 nothing is gained.
const receiver = new Pool(LIMIT_RECEIVER, { connections: 64 });

class Attempt implements Dispatcher.DispatchHandler {
  readonly #id: string;
  #status = 0;

  constructor(id: string) {
    this.#id = id;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    commits.addResult({ id: this.#id, status: this.#status });
  }

  onResponseError(): void {
    commits.addResult({ id: this.#id, status: 0 });
  }
}

function send(event: AcceptedEvent): void {
  const timestamp = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', key)
    .update(`${event.id}.${timestamp}.${event.body}`)
    .digest('base64');
  const headers = [
    'content-type',
    'application/json',
    'webhook-id',
    event.id,
    'webhook-timestamp',
    String(timestamp),
    'webhook-signature',
    `v1,${signature}`,
  ];
  receiver.dispatch(
    { method: 'POST', path: event.endpoint, headers, body: event.body },
    new Attempt(event.id),
  );
}

function onCommitted(events: readonly AcceptedEvent[], publishers: readonly ServerResponse[]): void {
  for (const [index, event] of events.entries()) {
    const text = `{"id":"${event.id}"}`;
    const headers = { 'content-type': 'application/json', 'content-length': text.length };
    publishers[index]?.writeHead(202, headers).end(text);
    send(event);
  }
}

const database: LimitDatabase = LIMIT_DATABASE_URL.startsWith('sqlite:')
  ? openSqlite(LIMIT_DATABASE_URL.slice('sqlite:'.length))
  : await openPostgres(LIMIT_DATABASE_URL);
const commits = new GroupCommit(database, onCommitted);

// Unique without a call to the random generator for each event, and in order, which is kind to the index.
const idPrefix = `evt_${randomUUID().replaceAll('-', '')}`;
let eventCount = 0;

const server = createServer((request, response) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (chunk: string) => {
    body += chunk;
  });
  request.on('end', () => {
    const id = `${idPrefix}_${(eventCount++).toString(36)}`;
    commits.addEvent({ id, endpoint: request.url ?? '/', body }, response);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

process.on('disconnect', async () => {
  server.close();
  server.closeAllConnections();
  await receiver.destroy();
  await database.close();
  process.exit(0);
});
