import { randomBytes } from 'node:crypto';
import { anAuditEntry, eventually, makeGate } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, verifySignature } from '../test-engine.ts';

const open = closedAfterEach();

describe('a published event', () => {
  it('arrives signed by the active secret, and its attempt is recorded', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret');
    const secret = await test.createSecret(account.ref, account.ref);
    const endpoint = await test.addEndpoint(account, receiver.url('/hooks?a=b'));
    const [delivery = 0 as never] = await test.publish(account, [endpoint], {
      id: 'my-event',
      body: '{"a":"ü"}',
    });
    const [request] = await receiver.waitForRequests(1);
    await verifySignature(request, secret.text);
    expect(request).toMatchObject({ method: 'POST', path: '/hooks?a=b' });
    await test.waitForDelivery(account, delivery, { status: 'delivered', attempts: 1 });
    expect(await test.attempts(account, delivery)).toMatchObject([
      { n: 1, cause: 'ok', statusCode: 200, keyIds: [secret.keyId], epoch: 1 },
    ]);
    expect(test.metrics.attempts.ok.count).toBe(1);
    expect(test.log.lines).toEqual([]);
  });

  it('carries these headers and no others', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret', { signatureProfiles: ['standard', 'kore'] });
    const secret = await test.createSecret(account.ref, account.ref);
    const headers = { 'x-tenant': 'blue', 'x-env': 'a b' };
    const endpoint = await test.addEndpoint(account, receiver.url(), { headers });
    await test.publish(account, [endpoint], {
      id: 'evt-1',
      body: 'a=1&b=%20',
      contentType: 'application/x-www-form-urlencoded',
    });
    const [request] = await receiver.waitForRequests(1);
    const timestamp = request?.headers['webhook-timestamp'] ?? '';
    expect(request?.rawHeaders).toEqual([
      'host',
      `127.0.0.1:${receiver.port}`,
      'connection',
      'keep-alive',
      'user-agent',
      'Keyturn/0.1.0',
      'accept-encoding',
      'identity',
      'x-tenant',
      'blue',
      'x-env',
      'a b',
      'content-type',
      'application/x-www-form-urlencoded',
      'webhook-id',
      'evt-1',
      'webhook-timestamp',
      timestamp,
      'webhook-signature',
      expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
      'keyturn-key-id',
      secret.keyId,
      'kore-signature',
      expect.stringMatching(/^[0-9a-f]{64}$/),
      'kore-idempotency-token',
      'evt-1',
      'date',
      expect.any(String),
      'content-length',
      '9',
    ]);
    expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(30);
  });

  it.each([
    ['text beyond ASCII, line separators and emoji', '{"a":"Zoë \u2028 \u2029 🎉 \\u0000"}'],
    ['a form', 'name=Zo%C3%AB&amount=1+000'],
    ['200 KiB', `{"a":"${'ü'.repeat(100 * 1024)}"}`],
    ['any bytes at all', randomBytes(5_000)],
    ['nothing', ''],
  ])('arrives byte for byte as it was signed: %s', async (_what, body) => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret');
    const secret = await test.createSecret(account.ref, account.ref);
    const endpoint = await test.addEndpoint(account, receiver.url());
    const [delivery = 0 as never] = await test.publish(account, [endpoint], { body });
    const [request] = await receiver.waitForRequests(1);
    expect(Buffer.from(request?.body ?? []).equals(Buffer.from(body))).toBe(true);
    await verifySignature(request, secret.text);
    await test.waitForDelivery(account, delivery, { status: 'delivered' });
  });

  it('goes to each endpoint that it was matched with, once', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoints = await Promise.all(
      ['/a', '/b', '/c'].map((path) => test.addEndpoint(account, receiver.url(path))),
    );
    const deliveries = await test.publish(account, endpoints);
    for (const delivery of deliveries) await test.waitForDelivery(account, delivery, { status: 'delivered' });
    expect(receiver.requests.map((request) => request.path).sort()).toEqual(['/a', '/b', '/c']);
  });

  it('goes unsigned before the first secret, and never after it', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret');
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.publish(account, [endpoint]);
    const [before] = await receiver.waitForRequests(1);
    expect(before?.headers).not.toHaveProperty('webhook-signature');
    expect(before?.headers).toHaveProperty('webhook-id');
    const secret = await test.createSecret(account.ref, account.ref);
    await test.publish(account, [endpoint]);
    const [, after] = await receiver.waitForRequests(2);
    await verifySignature(after, secret.text);
  });

  it('is not sent before it is on disk', async () => {
    const gate = makeGate();
    let committedAt = Number.POSITIVE_INFINITY;
    const test = await open.engine({
      hot: (hot) => ({
        ...hot,
        commitBatch: async (batch) => {
          if (batch.publishes.length > 0) await gate.opened;
          const result = await hot.commitBatch(batch);
          if (batch.publishes.length > 0) committedAt = performance.now();
          return result;
        },
      }),
    });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const published = test.publish(account, [endpoint]);
    expect(test.engine.stats()).toMatchObject({ uncommitted: 1, inFlight: 0 });
    gate.open();
    await published;
    const [request] = await receiver.waitForRequests(1);
    expect(request?.arrivedAt).toBeGreaterThan(committedAt);
  });

  it('with an id that was used before is sent once', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const publish = (body: string) =>
      test.engine.publish({
        accountRef: account.ref,
        event: test.anEvent(1, { id: 'order-7', body }),
        requestSha256: Buffer.alloc(32, body),
        endpointRefs: [endpoint.ref],
      });
    expect(await publish('1')).toBe('stored');
    expect(await publish('1')).toBe('duplicate');
    expect(await publish('2')).toBe('conflict');
    await test.publish(account, [endpoint], { id: 'last' });
    const requests = await receiver.waitForRequests(2);
    expect(requests.map((request) => request.headers['webhook-id']).sort()).toEqual(['last', 'order-7']);
    await test.engine.drain();
    expect(receiver.requests).toHaveLength(2);
    expect(test.engine.stats()).toEqual({ inFlight: 0, queued: 0, uncommitted: 0 });
  });

  it('tells when its secrets were last used', async () => {
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount('no_secret');
    const secret = await test.createSecret(account.ref, account.ref);
    const endpoint = await test.addEndpoint(account, receiver.url());
    const startedAt = Date.now();
    await test.publish(account, [endpoint]);
    await receiver.waitForRequests(1);
    await test.engine.drain();
    const row = await test.store.keysets.find(account.ref, secret.id);
    expect(row?.lastUsedAt).toBeGreaterThanOrEqual(startedAt);
  });
});

describe('a delivery whose endpoint is gone', () => {
  it('is dead when the endpoint was deleted or its account closed, without a request', async () => {
    const gate = makeGate();
    const test = await open.engine({
      // The endpoint goes between the commit and the first turn.
      hot: (hot) => ({
        ...hot,
        commitBatch: async (batch) => {
          const result = await hot.commitBatch(batch);
          if (batch.publishes.length > 0) await gate.opened;
          return result;
        },
      }),
    });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const other = await test.addAccount();
    const otherEndpoint = await test.addEndpoint(other, receiver.url());
    const first = test.publish(account, [endpoint]);
    const second = test.publish(other, [otherEndpoint]);
    const now = test.clock.wall();
    await test.store.endpoints.delete(
      account.ref,
      endpoint.ref,
      now,
      anAuditEntry({ accountRef: account.ref }),
    );
    test.directory.forget(account.ref);
    await test.store.accounts.close(other.ref, now, anAuditEntry({ accountRef: other.ref }));
    test.directory.forget(other.ref);
    gate.open();
    const [one = 0 as never] = await first;
    const [two = 0 as never] = await second;
    await eventually(() => expect(test.engine.stats().queued).toBe(0), { deadlineMs: 15_000 });
    await test.waitForDelivery(account, one, { status: 'dead', deadReason: 'endpoint_deleted' });
    await test.waitForDelivery(other, two, { status: 'dead', deadReason: 'account_deleted' });
    await test.engine.drain();
    expect(receiver.requests).toHaveLength(0);
    expect(test.metrics.handedBack.count).toBe(0);
  });
});
