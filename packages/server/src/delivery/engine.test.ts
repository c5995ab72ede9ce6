import { eventually, Receiver } from '@keyturn/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { TestEngine, type TestEngineWishes } from '../test-engine.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function open(wishes: TestEngineWishes = {}): Promise<TestEngine> {
  const test = await TestEngine.open(wishes);
  opened.push(test);
  return test;
}

async function openReceiver(...given: Parameters<typeof Receiver.open>): Promise<Receiver> {
  const receiver = await Receiver.open(...given);
  opened.push(receiver);
  return receiver;
}

describe('the engine', () => {
  it('delivers a published event, signed, and records it', async () => {
    const test = await open();
    const receiver = await openReceiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url('/hooks?a=b'));
    const [delivery = 0 as never] = await test.publish(account, [endpoint], { body: '{"a":"ü"}' });
    const [request] = await receiver.waitForRequests(1);
    expect(request?.path).toBe('/hooks?a=b');
    await eventually(
      async () => {
        expect(await test.delivery(account, delivery)).toMatchObject({ status: 'delivered', attempts: 1 });
      },
      { deadlineMs: 5_000 },
    );
  });
});
