import { type AccountId, BODY_BYTES_MAX, type DeliveryId, deliveryIdOf, type EventId } from '@keyturn/core';
import { eventually, Receiver, respond, retryAfter } from '@keyturn/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { A_CALLER, granted, refusalOf, TestApp } from '../test-app.ts';
import type { PublishInput } from './operations.ts';

let test: TestApp;
let receiver: Receiver;
let account: AccountId;
let count = 0;

beforeAll(async () => {
  test = await TestApp.open();
  await test.app.listen();
});
afterAll(() => test.close());
beforeEach(async () => {
  receiver = await Receiver.open();
  account = await test.addAccount(`acme-${++count}`);
});
afterEach(() => receiver.close());

function publish(input: Partial<PublishInput> = {}) {
  return test.operations.publishEvent(A_CALLER, account, {
    type: 'invoice.paid',
    ...(input.body === undefined ? { dataText: '{"n":1}' } : {}),
    ...input,
  });
}

async function arrived(n = 1): Promise<string> {
  const requests = await receiver.waitForRequests(n);
  return Buffer.from(requests[n - 1]?.body ?? []).toString();
}

describe('publishing an event', () => {
  it('wraps its data in an envelope, numbers as they came, and sends exactly the bytes that it shows', async () => {
    await test.addEndpoint(account, receiver.url());
    const { id, duplicate, warnings } = granted(
      await publish({ dataText: '{"iccid":8988303000012345678,"x":1.0}', subject: 'sim' }),
    );
    expect({ duplicate, warnings }).toEqual({ duplicate: false, warnings: [] });
    const body = await arrived();
    expect(body).toMatch(
      new RegExp(
        `^{"specversion":"1.0","id":"${id}","source":"/accounts/${account}","type":"invoice.paid","subject":"sim","time":"[^"]+Z","datacontenttype":"application/json","data":{"iccid":8988303000012345678,"x":1.0}}$`,
      ),
    );
    const event = granted(await test.operations.getEvent(account, id));
    expect(Buffer.from(event.body).toString()).toBe(body);
    expect(event).toMatchObject({ deliveryCount: 1, type: 'invoice.paid', subject: 'sim' });
  });

  it("takes the publisher's time, source and schema as they are", async () => {
    await test.addEndpoint(account, receiver.url());
    granted(await publish({ time: '2026-01-02T03:04:05+01:00', source: '/crm', dataschema: '/schemas/1' }));
    expect(await arrived()).toContain(
      '"source":"/crm","type":"invoice.paid","time":"2026-01-02T03:04:05+01:00","dataschema":"/schemas/1"',
    );
  });

  it.each([
    ['compact JSON', '{"a":"Zoë \u2028 😀"}', undefined],
    ['an indented body', '{ "a": 1 }', /not compact JSON/],
    ['a form', 'field1=value1&field2=value2', /not JSON/],
    ['a byte order mark', '\uFEFF{"a":1}', /byte order mark/],
    ['other bytes than UTF-8', Buffer.from([0x00, 0xff, 0xfe, 0x0a]), /not UTF-8/],
  ])(
    'sends %s byte for byte, with a warning when some receivers cannot verify it',
    async (_, given, warning) => {
      await test.addEndpoint(account, receiver.url());
      const bytes = Buffer.from(given);
      const { warnings } = granted(await publish({ body: { bytes, contentType: 'text/x-test' } }));
      if (warning === undefined) expect(warnings).toEqual([]);
      else expect(warnings).toEqual([expect.stringMatching(warning)]);
      const [request] = await receiver.waitForRequests(1);
      expect(Buffer.from(request?.body ?? []).equals(bytes)).toBe(true);
      expect(request?.headers['content-type']).toBe('text/x-test');
    },
  );

  it('goes to the endpoints that want its type, and is kept when none does', async () => {
    await test.addEndpoint(account, receiver.url('/all'));
    await test.addEndpoint(account, receiver.url('/invoices'), ['invoice.*']);
    await test.addEndpoint(account, receiver.url('/orders'), ['order.made']);
    granted(await publish({ type: 'invoice.paid' }));
    granted(await publish({ type: 'order.made' }));
    const requests = await receiver.waitForRequests(4);
    expect(requests.map(({ path }) => path).sort()).toEqual(['/all', '/all', '/invoices', '/orders']);
    const other = await test.addAccount(`other-${count}`);
    const alone = granted(await test.operations.publishEvent(A_CALLER, other, { type: 'a', dataText: '1' }));
    expect(granted(await test.operations.getEvent(other, alone.id)).deliveryCount).toBe(0);
  });

  it('refuses a body over the limit, and stores nothing of it', async () => {
    const contentType = 'application/json';
    const exact = Buffer.from(`"${'a'.repeat(BODY_BYTES_MAX - 2)}"`);
    granted(await publish({ body: { bytes: exact, contentType } }));
    const bytes = Buffer.concat([exact, Buffer.from(' ')]);
    expect(refusalOf(await publish({ id: 'evt-big' as EventId, body: { bytes, contentType } }))).toEqual({
      code: 'body_too_large',
      bodyBytes: BODY_BYTES_MAX + 1,
      bodyBytesMax: BODY_BYTES_MAX,
    });
    // The envelope counts: it is what is sent.
    const dataText = `"${'a'.repeat(BODY_BYTES_MAX - 10)}"`;
    expect(refusalOf(await publish({ dataText }))).toMatchObject({ code: 'body_too_large' });
    expect(refusalOf(await test.operations.getEvent(account, 'evt-big' as EventId))).toMatchObject({
      code: 'not_found',
    });
  });

  it("refuses Keyturn's own types", async () => {
    for (const type of ['keyturn.test', 'keyturn.secret.proof', 'keyturn.x']) {
      expect(refusalOf(await publish({ type }))).toMatchObject({
        code: 'invalid_request',
        errors: [{ pointer: '/type', code: 'event_type_reserved' }],
      });
    }
  });

  it("is done once for the publisher's id: the same again is a duplicate, another request a conflict", async () => {
    await test.addEndpoint(account, receiver.url());
    const id = 'order-1' as EventId;
    const requestSha256 = Buffer.alloc(32, 1);
    expect(granted(await publish({ id, requestSha256 }))).toMatchObject({ id, duplicate: false });
    expect(granted(await publish({ id, requestSha256 }))).toMatchObject({ id, duplicate: true });
    const other = await publish({ id, requestSha256: Buffer.alloc(32, 2) });
    expect(refusalOf(other)).toEqual({ code: 'event_id_conflict', eventId: id });
    // The id is the account's own: another one may use it too.
    const neighbour = await test.addAccount(`neighbour-${count}`);
    const input = { id, requestSha256, type: 'a', dataText: '1' };
    expect(granted(await test.operations.publishEvent(A_CALLER, neighbour, input)).duplicate).toBe(false);
    await receiver.waitForRequests(1);
    const page = granted(await test.operations.listEvents(account, {}, { limit: 10 }));
    expect(page.rows).toHaveLength(1);
  });

  it('reaches an endpoint that was added just before', async () => {
    granted(await publish());
    await test.addEndpoint(account, receiver.url());
    const { id } = granted(await publish());
    expect(await arrived()).toContain(id);
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('publishing a batch', () => {
  it('gives one result per event, in order, some refused while others are stored', async () => {
    await test.addEndpoint(account, receiver.url());
    const id = 'twice' as EventId;
    const requestSha256 = Buffer.alloc(32, 1);
    const results = granted(
      await test.operations.publishEvents(A_CALLER, account, [
        { type: 'a', dataText: '1' },
        { type: 'keyturn.x', dataText: '1' },
        { id, requestSha256, type: 'b', dataText: '2' },
        { id, requestSha256, type: 'b', dataText: '2' },
        { id, requestSha256: Buffer.alloc(32, 3), type: 'b', dataText: '3' },
        { type: 'c', body: { bytes: Buffer.from('x'), contentType: 'text/plain' } },
      ]),
    );
    expect(
      results.map((result) =>
        result.ok ? (result.value.duplicate ? 'duplicate' : 'stored') : result.error.code,
      ),
    ).toEqual(['stored', 'invalid_request', 'stored', 'duplicate', 'event_id_conflict', 'stored']);
    await receiver.waitForRequests(3);
    expect(granted(await test.operations.listEvents(account, {}, { limit: 10 })).rows).toHaveLength(3);
  });

  it('of 100 is one commit', async () => {
    const fresh = await TestApp.open();
    try {
      const alone = await fresh.addAccount('alone');
      const inputs = Array.from({ length: 100 }, (_, n) => ({ type: 'a', dataText: String(n) }));
      const results = granted(await fresh.operations.publishEvents(A_CALLER, alone, inputs));
      expect(results.every((result) => result.ok)).toBe(true);
      const headers = { authorization: `Bearer ${fresh.app.adminKey.reveal()}` };
      const metrics = await fresh.app.http.inject({ method: 'GET', url: '/metrics', headers });
      expect(metrics.body).toMatch(/^keyturn_commits_total 1$/m);
    } finally {
      await fresh.close();
    }
  });
});

describe('a test event', () => {
  it('goes to its endpoint alone, whatever the filter, and is in the audit log', async () => {
    await test.addEndpoint(account, receiver.url('/other'));
    const endpoint = await test.addEndpoint(account, receiver.url('/tested'), ['order.made']);
    await test.addSecret(account, 'first');
    const { id } = granted(await test.operations.testEndpoint(A_CALLER, account, endpoint));
    const [request] = await receiver.waitForRequests(1);
    expect(request?.path).toBe('/tested');
    expect(request?.headers['webhook-signature']).toMatch(/^v1,/);
    expect(JSON.parse(Buffer.from(request?.body ?? []).toString())).toMatchObject({
      id,
      type: 'keyturn.test',
      data: { endpoint_id: endpoint },
    });
    const page = granted(await test.operations.listAudit(account, { act: 'endpoint.tested' }, { limit: 10 }));
    expect(page.rows).toMatchObject([{ objectId: endpoint, after: { event_id: id } }]);
    expect(receiver.requests).toHaveLength(1);
  });

  it('is refused while its endpoint is paused', async () => {
    const endpointId = await test.addEndpoint(account, receiver.url());
    granted(await test.operations.pauseEndpoint(A_CALLER, account, endpointId));
    const refused = refusalOf(await test.operations.testEndpoint(A_CALLER, account, endpointId));
    expect(refused).toEqual({ code: 'endpoint_paused', endpointId });
    granted(await test.operations.resumeEndpoint(A_CALLER, account, endpointId));
    granted(await test.operations.testEndpoint(A_CALLER, account, endpointId));
    await receiver.waitForRequests(1);
  });
});

describe('a delivery', () => {
  async function firstDelivery(status: 'waiting' | 'delivered' | 'dead', attempts?: number) {
    return eventually(
      async () => {
        const page = granted(await test.operations.listDeliveries(account, { status }, { limit: 10 }));
        const delivery = page.rows.find((row) => attempts === undefined || row.attempts === attempts);
        if (delivery === undefined) throw new Error(`none is ${status} after ${attempts} attempts`);
        return delivery;
      },
      { deadlineMs: 10_000 },
    );
  }

  it('is shown with its attempts, and narrowed to its endpoint and event', async () => {
    const endpointId = await test.addEndpoint(account, receiver.url());
    await test.addSecret(account, 'first');
    const { id: eventId } = granted(await publish());
    const delivery = await firstDelivery('delivered');
    const id = deliveryIdOf(delivery.ref);
    expect(granted(await test.operations.getDelivery(account, id))).toEqual(delivery);
    const attempts = granted(await test.operations.listAttempts(account, id));
    expect(attempts).toMatchObject([{ n: 1, cause: 'ok', statusCode: 200, epoch: 1 }]);
    const narrowed = await test.operations.listDeliveries(account, { endpointId, eventId }, { limit: 10 });
    expect(granted(narrowed).rows).toEqual([delivery]);
    const elsewhere = await test.addEndpoint(account, receiver.url(), ['never']);
    const none = await test.operations.listDeliveries(account, { endpointId: elsewhere }, { limit: 10 });
    expect(granted(none).rows).toEqual([]);
    const unknown = { eventId: 'evt_none' as EventId };
    expect(refusalOf(await test.operations.listDeliveries(account, unknown, { limit: 1 }))).toEqual({
      code: 'not_found',
      what: 'event',
    });
  });

  it('is retried by hand in any state, at once, as a new generation', async () => {
    await test.addEndpoint(account, receiver.url());
    granted(await publish());
    const id = deliveryIdOf((await firstDelivery('delivered')).ref);
    const retried = granted(await test.operations.retryDelivery(A_CALLER, account, id));
    expect(retried.generation).toBe(2);
    await receiver.waitForRequests(2);
    receiver.answerAlways(respond(500));
    granted(await test.operations.retryDelivery(A_CALLER, account, id));
    await receiver.waitForRequests(3);
    const page = granted(
      await test.operations.listAudit(account, { act: 'delivery.retried' }, { limit: 10 }),
    );
    expect(page.rows).toHaveLength(2);
    expect(page.rows[1]).toMatchObject({ objectId: id, before: { status: 'delivered', generation: 1 } });
  });

  it('is retried by hand at once although its receiver asked for an hour of rest, and may ask again', async () => {
    await test.addEndpoint(account, receiver.url('/busy'));
    receiver.answerAlways(retryAfter('3600'));
    granted(await publish());
    const id = deliveryIdOf((await firstDelivery('waiting', 1)).ref);
    for (const attempts of [2, 3]) {
      granted(await test.operations.retryDelivery(A_CALLER, account, id));
      await receiver.waitForRequests(attempts);
      await firstDelivery('waiting', attempts);
    }
    granted(await publish());
    await test.addEndpoint(account, receiver.url('/other'));
    granted(await publish());
    await receiver.waitForRequests(4);
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/busy', '/busy', '/busy', '/other']);
  });

  it('is not sent by a retry by hand while its endpoint is paused: the answer says that it waits', async () => {
    const endpoint = await test.addEndpoint(account, receiver.url('/paused'));
    granted(await publish());
    const id = deliveryIdOf((await firstDelivery('delivered')).ref);
    granted(await test.operations.pauseEndpoint(A_CALLER, account, endpoint));
    const retried = granted(await test.operations.retryDelivery(A_CALLER, account, id));
    expect(retried).toMatchObject({ status: 'waiting', generation: 2 });
    await test.addEndpoint(account, receiver.url('/other'));
    granted(await publish());
    await receiver.waitForRequests(2);
    expect(receiver.requests.map(({ path }) => path)).toEqual(['/paused', '/other']);
    granted(await test.operations.resumeEndpoint(A_CALLER, account, endpoint));
    await receiver.waitForRequests(4);
  });

  it('goes out when its endpoint is resumed, although its receiver had asked for rest before', async () => {
    const endpoint = await test.addEndpoint(account, receiver.url());
    receiver.answerNext(retryAfter('3600'));
    granted(await publish());
    await firstDelivery('waiting', 1);
    granted(await test.operations.pauseEndpoint(A_CALLER, account, endpoint));
    granted(await test.operations.resumeEndpoint(A_CALLER, account, endpoint));
    granted(await publish());
    await receiver.waitForRequests(2);
  });

  it('is not retried when its endpoint is deleted, nor by another account, nor under a wrong id', async () => {
    const endpoint = await test.addEndpoint(account, receiver.url());
    granted(await publish());
    const id = deliveryIdOf((await firstDelivery('delivered')).ref);
    granted(await test.operations.deleteEndpoint(A_CALLER, account, endpoint));
    expect(refusalOf(await test.operations.retryDelivery(A_CALLER, account, id))).toEqual({
      code: 'not_found',
      what: 'endpoint',
    });
    const other = await test.addAccount(`other-${count}`);
    const notFound = { code: 'not_found', what: 'delivery' };
    expect(refusalOf(await test.operations.retryDelivery(A_CALLER, other, id))).toEqual(notFound);
    expect(refusalOf(await test.operations.getDelivery(other, id))).toEqual(notFound);
    expect(refusalOf(await test.operations.listAttempts(other, id))).toEqual(notFound);
    expect(refusalOf(await test.operations.getDelivery(account, 'dlv_no' as DeliveryId))).toEqual(notFound);
  });

  it('waits while its endpoint is paused, and goes out when it is resumed', async () => {
    const endpoint = await test.addEndpoint(account, receiver.url('/paused'));
    await test.addEndpoint(account, receiver.url('/other'));
    granted(await publish());
    await receiver.waitForRequests(2);
    granted(await test.operations.pauseEndpoint(A_CALLER, account, endpoint));
    granted(await publish());
    granted(await publish());
    await receiver.waitForRequests(4);
    expect(receiver.requests.slice(2).map(({ path }) => path)).toEqual(['/other', '/other']);
    expect((await firstDelivery('waiting')).attempts).toBe(0);
    granted(await test.operations.resumeEndpoint(A_CALLER, account, endpoint));
    await receiver.waitForRequests(6);
    expect(receiver.requests.slice(4).map(({ path }) => path)).toEqual(['/paused', '/paused']);
  });
});
