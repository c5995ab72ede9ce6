import { eventually, makeGate, respond, waitFor } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, verifySignature } from '../test-engine.ts';

const open = closedAfterEach();

describe('on PostgreSQL', () => {
  it('an event is delivered, signed by the new secret after a turn, and tried again after a failure', async () => {
    const test = await open.engine({ database: 'postgres' });
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    await test.engine.start();
    const [first = 0 as never] = await test.publish(account, [endpoint], { body: '{"a":"ü \u2028"}' });
    await test.waitForDelivery(account, first, { status: 'delivered', attempts: 1 });
    const next = await test.createSecret(account.ref, account.ref);
    await test.activate(account.ref, account.ref, next.id);
    receiver.answerNext(respond(500));
    const [second = 0 as never] = await test.publish(account, [endpoint]);
    await test.waitForDelivery(account, second, { status: 'delivered', attempts: 2 });
    for (const request of receiver.requests.slice(1)) await verifySignature(request, next.text);
    expect((await test.attempts(account, second)).map(({ n, cause }) => [n, cause])).toEqual([
      [1, 'http_status'],
      [2, 'ok'],
    ]);
  });

  it('many events at once are each delivered once', async () => {
    const gate = makeGate();
    const test = await open.engine({ database: 'postgres' });
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoints = await Promise.all(
      Array.from({ length: 5 }, (_, n) => test.addEndpoint(account, receiver.url(`/${n}`))),
    );
    await test.engine.start();
    const published = await Promise.all(Array.from({ length: 300 }, () => test.publish(account, endpoints)));
    gate.open();
    expect(published.flat()).toHaveLength(1_500);
    await eventually(async () => expect(await test.store.hot.countWaiting()).toBe(0), { deadlineMs: 40_000 });
    expect(receiver.requests).toHaveLength(1_500);
  }, 60_000);

  it('what a process had claimed when it died is sent by the next one', async () => {
    const gate = makeGate();
    const test = await open.engine({ database: 'postgres' });
    const receiver = await open.receiver(waitFor(gate));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    const refs = (
      await Promise.all(Array.from({ length: 20 }, () => test.publish(account, [endpoint])))
    ).flat();
    await receiver.waitForRequests(10);
    const dead = test.engine;
    open.add({ close: () => dead.drain() });
    receiver.answerAlways(respond(200));
    test.engine = test.makeEngine();
    await test.engine.start();
    for (const ref of refs) await test.waitForDelivery(account, ref, { status: 'delivered', attempts: 1 });
    gate.open();
    await dead.drain();
    expect(test.metrics.lateResults.count).toBe(10);
  });
});
