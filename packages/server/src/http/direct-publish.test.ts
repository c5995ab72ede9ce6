import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { StoreError } from '@keyturn/store';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN_KEY, TestApp } from './test-app.ts';

// What is published directly is answered as the framework would have answered it. Each request is made twice: as a publisher makes
// it, and with a media type that only the framework reads.
const DIRECT = 'application/json';
const FRAMEWORK = 'application/json; charset=utf-8';

let app: TestApp;
let port: number;
let apiKey: string;
let readOnlyKey: string;
/** Thrown by the next publishes instead of publishing. */
let accident: Error | undefined;
let publishCount = 0;
let isFull = false;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  app = await TestApp.open({
    deps: (deps) => ({
      admission: () => (isFull ? { retryAfterSeconds: 3 } : undefined),
      operations: {
        ...deps.operations,
        publishEvent: async (...given) => {
          publishCount++;
          if (accident !== undefined) throw accident;
          return deps.operations.publishEvent(...given);
        },
      },
    }),
  });
  await app.addAccount('acme');
  await app.addAccount('other');
  apiKey = await app.addApiKey('acme', ['events:publish']);
  readOnlyKey = await app.addApiKey('acme', ['events:read']);
  await app.http.listen({ host: '127.0.0.1', port: 0 });
  port = (app.http.server.address() as AddressInfo).port;
  // A key is known from its first use on, and only then published with directly.
  for (const key of [apiKey, readOnlyKey]) await publish(DIRECT, '{"type":"a"}', { key });
});
afterAll(async () => {
  agent.destroy();
  await app.close();
});
beforeEach(() => {
  accident = undefined;
  isFull = false;
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

interface Wishes {
  readonly key?: string;
  readonly account?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function publish(contentType: string, body: string | Buffer, wishes: Wishes = {}): Promise<Answer> {
  const { key = apiKey, account = 'acme', path = `/v1/accounts/${account}/events`, headers = {} } = wishes;
  const sent = httpRequest({
    port,
    host: '127.0.0.1',
    method: 'POST',
    path,
    agent,
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      ...headers,
    },
  });
  sent.end(body);
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode,
    headers: response.headers,
    body: JSON.parse(Buffer.concat(chunks).toString()),
  };
}

/** How many publishes were answered so, either way. */
async function answeredCount(status: number): Promise<number> {
  const text = await app.metrics.http.text();
  const line = new RegExp(
    `^keyturn_http_requests_total\\{operation="publishEvent",status="${status}"\\} (\\d+)$`,
    'm',
  );
  return Number(line.exec(text)?.[1] ?? 0);
}

/** An answer without what differs from one to the next. */
function comparable({ status, headers, body }: Answer): object {
  const { date, 'x-request-id': requestId, 'content-length': length, ...others } = headers;
  expect(requestId).toMatch(/^req_/);
  const { id, request_id, ...fields } = body;
  if (status !== 202) expect(request_id).toBe(requestId);
  return {
    status,
    others,
    hasDate: date !== undefined,
    hasLength: length !== undefined,
    hasId: id !== undefined,
    fields,
  };
}

it('an event is stored, without the framework', async () => {
  const countBefore = await answeredCount(202);
  const answer = await publish(DIRECT, '{"type":"invoice.paid","data":{"iccid":8931440400000012345}}');
  expect(answer.status).toBe(202);
  const read = await app.call('GET', `/v1/accounts/acme/events/${String(answer.body.id)}`);
  expect(read.text).toContain('8931440400000012345');
  expect(await answeredCount(202)).toBe(countBefore + 1);
  // The check of every answer is a hook of the framework: of publishes it has seen none.
  expect(app.answered).not.toContain('publishEvent 202');
  await publish(FRAMEWORK, '{"type":"a","data":1}');
  expect(app.answered).toContain('publishEvent 202');
  expect(await answeredCount(202)).toBe(countBefore + 2);
});

describe('the answer is the same as by the framework', () => {
  it.each<[string, string | Buffer, Wishes?]>([
    ['an event', '{"type":"a.b","data":{"x":1.0}}'],
    ['an event with an id', '{"type":"a.b","data":1,"id":"mine"}'],
    ['the same again', '{"type":"a.b","data":1,"id":"mine"}'],
    ['another event of that id', '{"type":"a.b","data":2,"id":"mine"}'],
    ['a body with a warning', '{"type":"a.b","body":"{ }","content_type":"application/json"}'],
    ['no JSON', '{"type":'],
    ['no UTF-8', Buffer.from('{"type":"a.b","data":"\xff"}', 'latin1')],
    ['nesting that is too deep', `{"type":"a.b","data":${'['.repeat(600)}${']'.repeat(600)}}`],
    ['an unknown field', '{"type":"a.b","data":1,"topic":"x"}'],
    ['no type', '{"data":1}'],
    ["a type that is Keyturn's own", '{"type":"keyturn.test","data":1}'],
    ['an event that is too large', `{"type":"a.b","data":"${'x'.repeat(300_000)}"}`],
    ['a request that is too large', `{"type":"a.b","data":"${'x'.repeat(1_100_000)}"}`],
    ['the account of somebody else', '{"type":"a.b","data":1}', { account: 'other' }],
    ['an account that no id can be', '{"type":"a.b","data":1}', { path: '/v1/accounts/a%20b/events' }],
    ['a key without the permission', '{"type":"a.b","data":1}', { key: 'read only' }],
    ['a key that is none', '{"type":"a.b","data":1}', { key: `kt_${'0'.repeat(56)}` }],
    ['the admin key', '{"type":"a.b","data":1}', { key: ADMIN_KEY }],
    ['an idempotency key', '{"type":"a.b","data":1}', { headers: { 'idempotency-key': 'once' } }],
    ['a compressed body', '{"type":"a.b","data":1}', { headers: { 'content-encoding': 'gzip' } }],
    ['a query', '{"type":"a.b","data":1}', { path: '/v1/accounts/acme/events?x=1' }],
  ])('%s', async (_, body, wishes = {}) => {
    const key = wishes.key === 'read only' ? readOnlyKey : (wishes.key ?? apiKey);
    const first = await publish(FRAMEWORK, body, { ...wishes, key });
    // What was stored the first time is a duplicate the second.
    const framework = first.status === 202 ? await publish(FRAMEWORK, body, { ...wishes, key }) : first;
    expect(comparable(await publish(DIRECT, body, { ...wishes, key }))).toEqual(comparable(framework));
  });

  it('when the committer takes nothing, and when the store failed, which is tried once', async () => {
    isFull = true;
    publishCount = 0;
    const [full, alsoFull] = [
      await publish(DIRECT, '{"type":"a","data":1}'),
      await publish(FRAMEWORK, '{"type":"a","data":1}'),
    ];
    expect(comparable(full)).toEqual(comparable(alsoFull));
    expect(full.status).toBe(429);
    expect(publishCount).toBe(0);
    isFull = false;
    accident = new StoreError('unavailable', 'The database is away.');
    publishCount = 0;
    const failed = await publish(DIRECT, '{"type":"a","data":1}');
    expect(publishCount).toBe(1);
    expect(failed.status).toBe(503);
    expect(comparable(failed)).toEqual(comparable(await publish(FRAMEWORK, '{"type":"a","data":1}')));
  });

  it('from the revocation of a key on', async () => {
    const made = await app.call('POST', '/v1/api-keys', {
      body: { name: 'short', account_id: 'acme', permissions: ['events:publish'] },
    });
    const key = made.body.api_key;
    for (let n = 0; n < 2; n++)
      expect((await publish(DIRECT, '{"type":"a","data":1}', { key })).status).toBe(202);
    await app.call('DELETE', `/v1/api-keys/${made.body.id}`);
    expect((await publish(DIRECT, '{"type":"a","data":1}', { key })).status).toBe(401);
  });
});

it.each([DIRECT, FRAMEWORK])(
  'a connection goes on after large, refused and pipelined bodies (%s)',
  async (type) => {
    const events = [
      `{"type":"a.b","data":"${'x'.repeat(200_000)}"}`,
      '{"type":"a.b"}',
      `{"type":"a.b","data":"${'x'.repeat(200_000)}"}`,
      '{"type":"a.b","data":1}',
    ];
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    for (const event of events) {
      socket.write(
        `POST /v1/accounts/acme/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: ${type}\r\ncontent-length: ${event.length}\r\n\r\n${event}`,
      );
    }
    await expect.poll(() => text.match(/HTTP\/1\.1 \d+/g), { timeout: 10_000 }).toHaveLength(4);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 202',
      'HTTP/1.1 400',
      'HTTP/1.1 202',
      'HTTP/1.1 202',
    ]);
    socket.destroy();
  },
);

it('a publisher that goes away in the middle of a body harms nobody', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(
    `POST /v1/accounts/acme/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"type"`,
  );
  await once(socket, 'connect');
  socket.resetAndDestroy();
  expect((await publish(DIRECT, '{"type":"a","data":1}')).status).toBe(202);
});
