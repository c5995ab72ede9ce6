import { createHash } from 'node:crypto';
import { eventually, Receiver, respond } from '@keyturn/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp, type TestRequest } from './test-app.ts';

let app: TestApp;
let receiver: Receiver;
const EVENTS = '/v1/accounts/acme/events';

beforeAll(async () => {
  app = await TestApp.open();
  receiver = await Receiver.open(respond(200));
  await app.addAccount('acme');
  await app.call('POST', '/v1/accounts/acme/secrets', { body: { name: 'first' } });
  await app.call('POST', '/v1/accounts/acme/endpoints', { body: { url: receiver.url() } });
});
afterAll(async () => {
  await app.close();
  await receiver.close();
});

const publish = (body: unknown, given: TestRequest = {}) => app.call('POST', EVENTS, { body, ...given });

/** The bytes that reached the receiver for an event. */
async function received(id: string): Promise<Uint8Array> {
  return eventually(
    () => {
      const request = receiver.requests.find(({ headers }) => headers['webhook-id'] === id);
      if (request === undefined) throw new Error(`${id} has not arrived`);
      return request.body;
    },
    { deadlineMs: 10_000 },
  );
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

describe('publishing', () => {
  it('answers 202 with the id alone when there is nothing else to say', async () => {
    const answer = await publish({ type: 'invoice.paid', data: { n: 1 } });
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ id: expect.stringMatching(/^evt_[0-9A-Z]{26}$/) });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('delivers numbers as they came: 19 digits, zeros at the end, exponents', async () => {
    const data = '{"iccid":8944500605123456789,"amount":12.50,"tiny":1e-7,"zero":-0,"list":[1,1.0]}';
    const { body } = await publish(`{ "type": "sim.activated",\n "data": ${data} }`);
    expect(textOf(await received(body.id))).toContain(`"data":${data}}`);
  });

  it('delivers text as it came: accents, line separators, emoji, and half a surrogate pair as its escape', async () => {
    const data = { name: 'Žižek \u2028 \u2029 😀 漢', lone: '\ud800' };
    const { body } = await publish({ type: 'a.b', data });
    const text = textOf(await received(body.id));
    expect(JSON.parse(text).data).toEqual(data);
    expect(text).toContain('"lone":"\\ud800"');
  });

  it('passes a __proto__ in data on, harmless', async () => {
    const { body } = await publish('{"type":"a.b","data":{"__proto__":{"isAdmin":true}}}');
    expect(textOf(await received(body.id))).toContain('"data":{"__proto__":{"isAdmin":true}}');
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });

  it('takes null, false, zero and an empty text as data', async () => {
    for (const data of [null, false, 0, '']) {
      const { status, body } = await publish({ type: 'a.b', data });
      expect(status).toBe(202);
      expect(JSON.parse(textOf(await received(body.id))).data).toBe(data);
    }
  });

  it('sends a form body byte for byte, and warns that it is no JSON', async () => {
    const form = 'a=1&b=%C3%A9+x';
    const { status, body } = await publish({
      type: 'form.sent',
      body: form,
      content_type: 'application/x-www-form-urlencoded',
    });
    expect(status).toBe(202);
    expect(body.warnings).toHaveLength(1);
    expect(textOf(await received(body.id))).toBe(form);
  });

  it('sends 200 KiB of any bytes as they came', async () => {
    const bytes = Buffer.alloc(200 * 1024, (() => createHash('sha512').update('seed').digest())());
    const { status, body } = await publish({
      type: 'file.made',
      body_base64: bytes.toString('base64'),
      content_type: 'application/octet-stream',
    });
    expect(status).toBe(202);
    expect(Buffer.from(await received(body.id)).equals(bytes)).toBe(true);
    const event = await app.call('GET', `${EVENTS}/${body.id}`);
    expect(event.body).toMatchObject({ body: null, body_base64: bytes.toString('base64') });
  });

  it('puts time, subject, source and dataschema into the envelope as given', async () => {
    const parts = {
      time: '2026-03-01T12:00:00+01:00',
      subject: 'in_1042',
      source: '/billing',
      dataschema: 'https://schemas.example/invoice.json',
    };
    const { body } = await publish({ type: 'a.b', data: 1, ...parts });
    expect(JSON.parse(textOf(await received(body.id)))).toMatchObject(parts);
  });

  it.each<[string, object, string, string]>([
    ['no data and no body', { type: 'a.b' }, '/data', 'required'],
    ['data and body', { type: 'a.b', data: 1, body: 'x', content_type: 'a/b' }, '/body', 'not_allowed'],
    [
      'data with a content type',
      { type: 'a.b', data: 1, content_type: 'a/b' },
      '/content_type',
      'not_allowed',
    ],
    ['a body without a content type', { type: 'a.b', body: 'x' }, '/content_type', 'required'],
    [
      'a body with a time',
      { type: 'a.b', body: 'x', content_type: 'a/b', time: '2026-03-01T12:00:00Z' },
      '/time',
      'not_allowed',
    ],
    [
      'base64 with a blank',
      { type: 'a.b', body_base64: 'AA A', content_type: 'a/b' },
      '/body_base64',
      'wrong_form',
    ],
    [
      'base64 without padding',
      { type: 'a.b', body_base64: 'AA', content_type: 'a/b' },
      '/body_base64',
      'wrong_form',
    ],
    [
      'a content type with a line break',
      { type: 'a.b', body: 'x', content_type: 'a/b\r\nx: y' },
      '/content_type',
      'wrong_form',
    ],
    [
      'half a surrogate pair as body',
      { type: 'a.b', body: '\ud800', content_type: 'a/b' },
      '/body',
      'wrong_form',
    ],
    ['an id with a dot', { id: 'a.b', type: 'a.b', data: 1 }, '/id', 'wrong_form'],
    ['an empty id', { id: '', type: 'a.b', data: 1 }, '/id', 'wrong_form'],
    ['an id of 65 characters', { id: 'x'.repeat(65), type: 'a.b', data: 1 }, '/id', 'wrong_form'],
    ['an empty type', { type: '', data: 1 }, '/type', 'wrong_form'],
    ['a type of 129 characters', { type: 'x'.repeat(129), data: 1 }, '/type', 'wrong_form'],
    ['a type with a blank', { type: 'invoice paid', data: 1 }, '/type', 'wrong_form'],
    ["Keyturn's own type", { type: 'keyturn.test', data: 1 }, '/type', 'event_type_reserved'],
    ['a time without a zone', { type: 'a.b', data: 1, time: '2026-03-01T12:00:00' }, '/time', 'wrong_form'],
    ['a 31st of June', { type: 'a.b', data: 1, time: '2026-06-31T12:00:00Z' }, '/time', 'wrong_form'],
    ['a subject with a NUL', { type: 'a.b', data: 1, subject: 'a\u0000b' }, '/subject', 'wrong_form'],
    ['a source with a blank', { type: 'a.b', data: 1, source: 'a b' }, '/source', 'wrong_form'],
    ['a type that is a number', { type: 5, data: 1 }, '/type', 'wrong_type'],
  ])('refuses %s, and stores nothing', async (_, body, pointer, code) => {
    const before = (await app.call('GET', EVENTS)).body.data[0]?.id;
    const answer = await publish(body);
    expect(answer.body).toMatchObject({
      code: 'invalid_request',
      errors: [{ pointer, code, detail: expect.stringMatching(/^.{10,}\.$/s) }],
    });
    expect((await app.call('GET', EVENTS)).body.data[0]?.id).toBe(before);
  });

  it('says that a 19-digit number is no type, and not that it is an object', async () => {
    const { body } = await publish('{"type":1234567890123456789,"data":1}');
    expect(body.errors[0].detail).toBe('`type` must be a string; you sent a number.');
  });

  it('refuses JSON that nests without end', async () => {
    const depth = 100_000;
    const answer = await publish(`{"type":"a.b","data":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(answer.body).toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('levels deep'),
    });
  });

  it('refuses a request of more than 1 MiB before it reads it', async () => {
    const answer = await publish(`"${'x'.repeat(1024 * 1024)}"`);
    expect(answer.body).toMatchObject({ code: 'body_too_large', request_bytes_max: 1024 * 1024 });
  });

  it('stores an id once: the same again is a duplicate, however it is spaced and ordered', async () => {
    const first = await publish('{"id":"order-1","type":"a.b","data":{"n":1.0}}');
    expect(first.body).toEqual({ id: 'order-1' });
    const again = await publish('{ "data": {"n": 1.0}, "type": "a.b", "id": "order-1" }');
    expect(again.status).toBe(202);
    expect(again.body).toEqual({ id: 'order-1', duplicate: true });
  });

  it.each([
    ['other data', { data: { n: 2 } }],
    ['another type', { type: 'a.c' }],
    ['a subject', { subject: 's' }],
    ['the same text as body', { data: undefined, body: '{"n":1}', content_type: 'application/json' }],
  ])('refuses the same id with %s', async (_, change) => {
    const event = { id: 'order-2', type: 'a.b', data: { n: 1 } };
    await publish(event);
    const answer = await publish({ ...event, ...change });
    expect(answer.body).toMatchObject({ code: 'event_id_conflict', event_id: 'order-2' });
  });
});

describe('publishing with an idempotency key', () => {
  const headers = (key: string) => ({ headers: { 'idempotency-key': key } });

  it('derives the id from the key: the same again is stored once and says so', async () => {
    const first = await publish({ type: 'a.b', data: 1 }, headers('k1'));
    expect(first.headers['idempotency-replayed']).toBeUndefined();
    const again = await publish({ type: 'a.b', data: 1 }, headers('k1'));
    expect(again.body).toEqual({ id: first.body.id, duplicate: true });
    expect(again.headers['idempotency-replayed']).toBe('true');
  });

  it('refuses the same key with other content', async () => {
    await publish({ type: 'a.b', data: 1 }, headers('k2'));
    const answer = await publish({ type: 'a.b', data: 2 }, headers('k2'));
    expect(answer.body).toMatchObject({ code: 'idempotency_key_reused', status: 422 });
  });

  it('holds the keys of two accounts apart', async () => {
    await app.addAccount('beta');
    const mine = await publish({ type: 'a.b', data: 1 }, headers('k3'));
    const theirs = await app.call('POST', '/v1/accounts/beta/events', {
      body: { type: 'a.b', data: 2 },
      ...headers('k3'),
    });
    expect(theirs.status).toBe(202);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('gives the key back after a refusal', async () => {
    expect((await publish({ type: 'keyturn.no', data: 1 }, headers('k4'))).status).toBe(400);
    expect((await publish({ type: 'a.b', data: 1 }, headers('k4'))).status).toBe(202);
  });

  it('repeats a whole batch, and refuses another one', async () => {
    const batch = {
      events: [
        { type: 'a.b', data: 1 },
        { type: 'keyturn.no', data: 1 },
      ],
    };
    const first = await app.call('POST', `${EVENTS}/batch`, { body: batch, ...headers('k5') });
    const again = await app.call('POST', `${EVENTS}/batch`, { body: batch, ...headers('k5') });
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotency-replayed']).toBe('true');
    const other = await app.call('POST', `${EVENTS}/batch`, {
      body: { events: [{ type: 'a.b', data: 2 }] },
      ...headers('k5'),
    });
    expect(other.body.code).toBe('idempotency_key_reused');
  });

  it('stores a batch once even when the process died before its answer was kept', async () => {
    const other = await TestApp.open({
      deps: ({ idempotency }) => ({
        idempotency: {
          begin: (...input) => idempotency.begin(...input),
          abandon: (...input) => idempotency.abandon(...input),
          sweep: (...input) => idempotency.sweep(...input),
          // What a crash between the commit and the answer leaves: a key that was taken, and nothing beside it.
          finish: async () => undefined,
        },
      }),
    });
    await other.addAccount('acme');
    const batch = {
      events: [
        { type: 'a.b', data: 1 },
        { type: 'a.b', data: 1 },
      ],
    };
    const first = await other.call('POST', `${EVENTS}/batch`, { body: batch, ...headers('k6') });
    await other.engine.store.idempotency.sweep(other.engine.clock.wall(), 'delete');
    const again = await other.call('POST', `${EVENTS}/batch`, { body: batch, ...headers('k6') });
    const [one, two] = first.body.results;
    expect(one.id).not.toBe(two.id);
    expect(again.body.results).toEqual([
      { id: one.id, duplicate: true },
      { id: two.id, duplicate: true },
    ]);
    await other.close();
  });

  it.each(['', 'a b', 'x'.repeat(256), 'é'])('refuses %j as a key', async (key) => {
    const answer = await publish({ type: 'a.b', data: 1 }, headers(key));
    expect(answer.body).toMatchObject({ errors: [{ in: 'header', pointer: '/Idempotency-Key' }] });
  });
});

describe('publishing a batch', () => {
  const publishBatch = (events: unknown) => app.call('POST', `${EVENTS}/batch`, { body: { events } });

  it('gives each event its own result, in order', async () => {
    const { status, body } = await publishBatch([
      { id: 'b-1', type: 'a.b', data: 1 },
      { type: 'keyturn.test', data: 1 },
      { type: 'a.b', data: 1, color: 'red' },
      'no event',
      { id: 'b-1', type: 'a.b', data: 1 },
      { id: 'b-1', type: 'a.b', data: 2 },
      { type: 'a.b', body: 'x=1', content_type: 'application/x-www-form-urlencoded' },
      { id: 'b-2', type: 'a.b', data: 1 },
    ]);
    expect(status).toBe(202);
    expect(body.results).toMatchObject([
      { id: 'b-1' },
      { problem: { code: 'invalid_request', errors: [{ code: 'event_type_reserved' }] } },
      { problem: { code: 'invalid_request', errors: [{ pointer: '/color', code: 'unknown_field' }] } },
      { problem: { code: 'invalid_request', errors: [{ pointer: '', code: 'wrong_type' }] } },
      { id: 'b-1', duplicate: true },
      { problem: { code: 'event_id_conflict' } },
      { warnings: [expect.any(String)] },
      { id: 'b-2' },
    ]);
    for (const id of ['b-1', 'b-2']) await received(id);
  });

  it('delivers numbers as they came', async () => {
    const { body } = await app.call('POST', `${EVENTS}/batch`, {
      body: '{"events":[{"type":"a.b","data":8944500605123456789}]}',
    });
    expect(textOf(await received(body.results[0].id))).toContain('"data":8944500605123456789}');
  });

  it.each([
    ['no events', []],
    ['101 events', Array.from({ length: 101 }, () => ({ type: 'a.b', data: 1 }))],
    ['no list', { type: 'a.b', data: 1 }],
  ])('refuses %s as a whole', async (_, events) => {
    const answer = await publishBatch(events);
    expect(answer.body).toMatchObject({ code: 'invalid_request', errors: [{ pointer: '/events' }] });
  });
});
