import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { gone, redirectTo, resetAfterHead, resetBeforeHead, respond, retryAfter, waitFor } from './answer.ts';
import { makeGate } from './gate.ts';
import { Receiver } from './receiver.ts';

const open: Receiver[] = [];
async function aReceiver(...args: Parameters<typeof Receiver.open>): Promise<Receiver> {
  const receiver = await Receiver.open(...args);
  open.push(receiver);
  return receiver;
}
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close();
});

function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer> = '{}',
  headers: Record<string, string> = {},
) {
  return fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
}

/** The response of one POST as soon as its head is there, over a connection of its own. */
function head(receiver: Receiver): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(receiver.url(), { method: 'POST', agent: false }, resolve);
    request.on('error', reject);
    request.end('{}');
  });
}

it('keeps each request whole: method, path, headers and the bytes of its body', async () => {
  const receiver = await aReceiver();
  const body = new Uint8Array([0, 255, 254, 10, 13]);
  await post(receiver.url('/a?b=c'), body, { 'webhook-id': 'evt_1' });
  await post(receiver.url(), 'second');
  const [first, second] = await receiver.waitForRequests(2);
  expect(first).toMatchObject({ method: 'POST', path: '/a?b=c', n: 0 });
  expect(first?.headers['webhook-id']).toBe('evt_1');
  expect(first?.rawHeaders).toContain('webhook-id');
  expect(first?.body).toEqual(body);
  expect(second?.body).toEqual(new TextEncoder().encode('second'));
  expect(second?.arrivedAt).toBeGreaterThanOrEqual(first?.arrivedAt ?? Number.NaN);
});

it('answers by script in order of arrival, and then as always', async () => {
  const receiver = await aReceiver(respond(204));
  receiver.answerNext(respond(500, { 'x-a': 'b' }, 'no'), retryAfter('7'), gone(), redirectTo('/loop'));
  const answers: Response[] = [];
  for (let n = 0; n < 5; n++) answers.push(await post(receiver.url()));
  expect(answers.map((answer) => answer.status)).toEqual([500, 429, 410, 302, 204]);
  expect(answers[0]?.headers.get('x-a')).toBe('b');
  expect(answers[1]?.headers.get('retry-after')).toBe('7');
  expect(answers[3]?.headers.get('location')).toBe('/loop');
  receiver.answerAlways((request) => respond(request.path === '/no' ? 404 : 200));
  expect((await post(receiver.url('/no'))).status).toBe(404);
});

it('holds a request until its gate opens, and counts how many were open at once', async () => {
  const receiver = await aReceiver();
  const gate = makeGate();
  receiver.answerAlways(waitFor(gate, respond(201)));
  let answered = 0;
  const both = [post(receiver.url()), post(receiver.url())].map((answer) => answer.then(() => answered++));
  await receiver.waitForRequests(2);
  expect(answered).toBe(0);
  gate.open();
  await Promise.all(both);
  expect(receiver.openCountMax).toBe(2);
});

it('resets a connection before and after the head', async () => {
  const receiver = await aReceiver();
  receiver.answerNext(resetBeforeHead(), resetAfterHead(200));
  await expect(head(receiver)).rejects.toMatchObject({ code: 'ECONNRESET' });
  const answer = await head(receiver);
  expect(answer.statusCode).toBe(200);
  await expect(answer.toArray()).rejects.toThrow();
});

it('drips a head that a patient client can read', async () => {
  const receiver = await aReceiver({ type: 'drip_head', everyMs: 1 });
  expect(await (await post(receiver.url())).text()).toBe('ok');
});

it('drips a body without end', async () => {
  const receiver = await aReceiver({ type: 'drip_body', status: 200, everyMs: 1 });
  const answer = await head(receiver);
  let bytes = 0;
  for await (const chunk of answer) {
    bytes += (chunk as Buffer).length;
    if (bytes >= 5) break;
  }
  expect(bytes).toBeGreaterThanOrEqual(5);
});

it('sends a body as huge as told', async () => {
  const receiver = await aReceiver({ type: 'huge_body', status: 200, bytes: 5_000_001 });
  const answer = await head(receiver);
  let bytes = 0;
  for await (const chunk of answer) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(5_000_001);
});

it('writes a broken response as it is', async () => {
  const receiver = await aReceiver({ type: 'raw', text: 'HTP/9 nonsense\r\n\r\n', after: 'end' });
  await expect(head(receiver)).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) });
});

it('never answers when told to hang, and closing it ends the connection', async () => {
  const receiver = await aReceiver({ type: 'hang' });
  const hanging = head(receiver);
  await receiver.waitForRequests(1);
  await receiver.close();
  await receiver.close();
  await expect(hanging).rejects.toMatchObject({ code: 'ECONNRESET' });
});

it('does not count a request that its sender gave up', async () => {
  const receiver = await aReceiver();
  await new Promise<void>((resolve, reject) => {
    const socket = connect(receiver.port, '127.0.0.1', () => {
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf', () =>
        socket.resetAndDestroy(),
      );
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
  await post(receiver.url(), 'whole');
  const [only] = await receiver.waitForRequests(1);
  expect(new TextDecoder().decode(only?.body)).toBe('whole');
  expect(receiver.requests).toHaveLength(1);
});
