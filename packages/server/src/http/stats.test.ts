// Statistics, held against what a receiver saw and what was done.
import type { EpochMs, MonotonicMs } from '@keyturn/core';
import { eventually, makeGate, type ReceivedRequest, Receiver, respond, waitFor } from '@keyturn/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { TestApp, type TestAppWishes } from './test-app.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const url = '/v1/accounts/acme';

async function openApp(wishes: TestAppWishes = {}): Promise<TestApp> {
  const app = await TestApp.open(wishes);
  opened.push(app);
  await app.addAccount('acme');
  return app;
}

async function openReceiver(...given: Parameters<typeof Receiver.open>): Promise<Receiver> {
  const receiver = await Receiver.open(...given);
  opened.push(receiver);
  return receiver;
}

async function publish(app: TestApp, receiver: Receiver, count: number): Promise<void> {
  const before = receiver.requests.length;
  const body = { type: 'a.b', data: 1 };
  await Promise.all(Array.from({ length: count }, () => app.call('POST', `${url}/events`, { body })));
  await receiver.waitForRequests(before + count);
  await eventually(() => expect(app.engine.engine.stats().inFlight).toBe(0), { deadlineMs: 10_000 });
}

async function stats(app: TestApp, query: string) {
  const { body, text } = await app.call('GET', `${url}/stats?${query}`);
  expect(body.series, text).toBeDefined();
  return body;
}

interface Series {
  readonly key: string;
  readonly role: string | null;
  readonly points: readonly (readonly [string, number | null])[];
}

/** The sum of each series: `<key> <role>`. */
function totals(of: { readonly series: readonly Series[] }): Readonly<Record<string, number>> {
  return Object.fromEntries(
    of.series.map(({ key, role, points }) => [
      role === null ? key : `${key} ${role}`,
      points.reduce((sum, [, value]) => sum + (value ?? 0), 0),
    ]),
  );
}

/** Requests of a receiver by what their headers say of the keys. */
function seenByKey(requests: readonly ReceivedRequest[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { headers } of requests) {
    const keyIds = headers['keyturn-key-id'];
    const names = keyIds?.split(' ').map((keyId, n) => `${keyId} ${n === 0 ? 'signing' : 'co_signing'}`);
    for (const name of names ?? ['unsigned']) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

describe('key usage', () => {
  it('is what a receiver saw, key by key, unsigned, signed, co-signed and turned', async () => {
    const app = await openApp();
    const receiver = await openReceiver();
    await app.call('POST', `${url}/endpoints`, { body: { url: receiver.url() } });
    const create = async (name: string) =>
      (await app.call('POST', `${url}/secrets`, { body: { name } })).body;
    const activate = (id: string, body: object) =>
      app.call('POST', `${url}/secrets/${id}/activate`, { body });

    await publish(app, receiver, 2);
    const first = await create('first');
    await publish(app, receiver, 3);
    const second = await create('second');
    await activate(second.id, { overlap_seconds: 3600 });
    await publish(app, receiver, 4);
    const third = await create('third');
    await Promise.all([publish(app, receiver, 12), activate(third.id, { end_overlap: true })]);
    await publish(app, receiver, 5);

    const usage = await stats(app, 'metric=key_usage');
    const seen = seenByKey(receiver.requests);
    expect(totals(usage)).toEqual(seen);
    expect(seen.unsigned).toBe(2);
    expect(seen[`${first.key_id} signing`]).toBe(3);
    expect(seen[`${first.key_id} co_signing`]).toBeGreaterThanOrEqual(4);
    expect(seen[`${third.key_id} signing`]).toBeGreaterThanOrEqual(5);
    expect(usage.series[0].key).toBe('unsigned');

    expect(
      usage.markers.map((one: { type: string; key_id: string | null }) => [one.type, one.key_id]),
    ).toEqual([
      ['secret.created', first.key_id],
      ['secret.activated', second.key_id],
      ['secret.activated', third.key_id],
    ]);
    expect(usage.markers[1].object_id).toBe(second.id);
  });

  it('proves that a key signed nothing since it stopped, while requests of before are under way', async () => {
    const app = await openApp();
    const gate = makeGate();
    const receiver = await openReceiver(waitFor(gate, respond(200)));
    await app.call('POST', `${url}/endpoints`, { body: { url: receiver.url() } });
    const first = (await app.call('POST', `${url}/secrets`, { body: { name: 'first' } })).body;
    const second = (await app.call('POST', `${url}/secrets`, { body: { name: 'second' } })).body;
    for (let n = 0; n < 3; n++) await app.call('POST', `${url}/events`, { body: { type: 'a.b', data: n } });
    await receiver.waitForRequests(3);
    const before = await stats(app, 'metric=key_usage');
    expect(before.keys).toEqual([
      {
        key_id: first.key_id,
        secret_id: first.id,
        endpoint_id: null,
        name: 'first',
        status: 'active',
        last_used_at: expect.any(String),
        requests_under_way: 3,
        stopped_at: null,
        used_since_stopped: false,
      },
    ]);
    const turned = await app.call('POST', `${url}/secrets/${second.id}/activate`, { body: {} });
    const answeredAt = new Date().toISOString();
    const [, old] = (await stats(app, 'metric=key_usage')).keys;
    expect(old).toMatchObject({
      key_id: first.key_id,
      status: 'disabled',
      last_used_at: before.keys[0].last_used_at,
      requests_under_way: 3,
      used_since_stopped: false,
    });
    expect(old.stopped_at > turned.body.cutover.effective_at).toBe(true);
    expect(old.stopped_at <= new Date(Date.parse(answeredAt) + 1).toISOString()).toBe(true);
    gate.open();
    await publish(app, receiver, 2);
    const [now, then] = (await stats(app, 'metric=key_usage')).keys;
    expect(now).toMatchObject({ key_id: second.key_id, status: 'active', requests_under_way: 0 });
    expect(then).toMatchObject({
      last_used_at: before.keys[0].last_used_at,
      requests_under_way: 0,
      used_since_stopped: false,
    });
  });

  it('tells of a key that was used after it should have stopped', async () => {
    const app = await openApp();
    const receiver = await openReceiver();
    await app.call('POST', `${url}/endpoints`, { body: { url: receiver.url() } });
    const first = (await app.call('POST', `${url}/secrets`, { body: { name: 'first' } })).body;
    const second = (await app.call('POST', `${url}/secrets`, { body: { name: 'second' } })).body;
    const { ref } = (await app.engine.directory.load('acme' as never))?.account ?? { ref: 0 as never };
    await app.call('POST', `${url}/secrets/${second.id}/activate`, { body: {} });
    // As a fault would do it.
    const use = { accountRef: ref, id: first.id, at: (Date.now() + 5) as EpochMs };
    await app.engine.store.hot.commitBatch({
      publishes: [],
      outcomes: [],
      secretUses: [use],
      now: Date.now() as EpochMs,
    });
    const { keys } = await stats(app, 'metric=key_usage');
    expect(keys[1]).toMatchObject({ key_id: first.key_id, used_since_stopped: true });
  });
});

describe('the other statistics', () => {
  it('are shares, durations and amounts of what was sent', async () => {
    const app = await openApp();
    const receiver = await openReceiver(({ path }) => respond(path === '/bad' ? 500 : 200));
    for (const path of ['/good', '/bad']) {
      await app.call('POST', `${url}/endpoints`, { body: { url: receiver.url(path) } });
    }
    for (let n = 0; n < 3; n++) await app.call('POST', `${url}/events`, { body: { type: 'a.b', data: n } });
    await receiver.waitForRequests(6);
    const settled = async () => {
      const { body } = await app.call('GET', `${url}/deliveries`);
      return body.data.every((row: { attempt_count: number }) => row.attempt_count > 0);
    };
    await eventually(async () => expect(await settled()).toBe(true), { deadlineMs: 10_000 });

    const valuesOf = async (query: string) => {
      const { series } = await stats(app, query);
      return Object.fromEntries(series.map((one: Series) => [one.key, one.points.at(-1)?.[1]]));
    };
    // One step that holds now and the minute before it.
    const step = 'step=604800';
    expect(await valuesOf(`metric=success&${step}`)).toEqual({ attempts: 0.5, deliveries: 1 });
    expect(await valuesOf(`metric=throughput&${step}`)).toEqual({ accepted: 3, delivered: 3, dead: 0 });
    const latency = await valuesOf(`metric=latency&${step}`);
    expect(Object.keys(latency)).toEqual(['p50', 'p95', 'p99']);
    expect(latency.p50).toBeGreaterThanOrEqual(0);
    expect(latency.p99).toBeGreaterThanOrEqual(latency.p50);
    const queue = await valuesOf('metric=queue');
    expect(queue.waiting).toBe(3);
    expect(queue.oldest).toBeGreaterThanOrEqual(0);
    expect(queue.oldest).toBeLessThan(60);
    const overview = await stats(app, 'since=2020-01-01T00:00:00Z&until=2020-01-02T00:00:00Z');
    expect(overview).toMatchObject({ metric: 'overview', step_seconds: 24 * 3600 });
    expect(overview.series.map((one: Series) => [one.key, one.points.map(([, value]) => value)])).toEqual([
      ['delivered', [0, 0]],
      ['success_rate', [null, null]],
      ['p95', [null, null]],
      ['waiting', [3]],
    ]);
    expect(await valuesOf('metric=overview')).toMatchObject({ delivered: 3, success_rate: 1, waiting: 3 });
  });

  it('count deliveries that died', async () => {
    let aheadMs = 0;
    const clock = {
      wall: () => (Date.now() + aheadMs) as EpochMs,
      monotonic: () => performance.now() as MonotonicMs,
    };
    const app = await openApp({ clock });
    const receiver = await openReceiver(respond(500));
    await app.call('POST', `${url}/endpoints`, { body: { url: receiver.url() } });
    await app.call('POST', `${url}/events`, { body: { type: 'a.b', data: 1 } });
    await eventually(
      async () => {
        const { body } = await app.call('GET', `${url}/deliveries?status=dead`);
        if (body.data.length === 0) aheadMs += 3600_000;
        expect(body.data).toHaveLength(1);
      },
      { deadlineMs: 25_000 },
    );
    const until = new Date(clock.wall() + 60_000).toISOString();
    const since = new Date(clock.wall() - 20 * 24 * 3600_000).toISOString();
    const { series } = await stats(app, `metric=throughput&since=${since}&until=${until}`);
    expect(totals({ series })).toEqual({ accepted: 1, delivered: 0, dead: 1 });
    const success = await stats(app, `metric=success&since=${since}&until=${until}&step=2592000`);
    expect(success.series[1].points.at(-1)[1] ?? success.series[1].points.at(-2)[1]).toBe(0);
  });

  it('show pauses, and not the secret that waits', async () => {
    const app = await openApp();
    const endpoint = (await app.call('POST', `${url}/endpoints`, { body: { url: 'http://127.0.0.1:4999/' } }))
      .body;
    for (const name of ['first', 'second']) await app.call('POST', `${url}/secrets`, { body: { name } });
    for (const act of ['pause', 'resume']) await app.call('POST', `${url}/endpoints/${endpoint.id}/${act}`);
    const { markers } = await stats(app, 'metric=throughput');
    expect(markers.map((one: { type: string; object_id: string }) => one.type)).toEqual([
      'secret.created',
      'endpoint.paused',
      'endpoint.resumed',
    ]);
  });

  it.each([
    ['metric=weather', '/metric', 'not_allowed'],
    ['step=30', '/step', 'wrong_form'],
    ['step=90', '/step', 'wrong_form'],
    ['step=x', '/step', 'wrong_type'],
    ['since=yesterday', '/since', 'wrong_form'],
    ['since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z', '/since', 'not_allowed'],
    ['metric=latency&since=2026-01-01T00:00:00Z&until=2026-01-31T00:00:00Z&step=60', '/step', 'too_small'],
  ])('refuse %s', async (query, pointer, code) => {
    const app = await openApp();
    const answer = await app.call('GET', `${url}/stats?${query}`);
    expect(answer.body).toMatchObject({ code: 'invalid_request', errors: [{ in: 'query', pointer, code }] });
  });
});
