import { afterEach, expect, it } from 'vitest';
import { respond } from '../receivers/answer.ts';
import { Receiver } from '../receivers/receiver.ts';
import { TcpProxy } from './tcp-proxy.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function aProxiedReceiver() {
  const receiver = await Receiver.open(respond(200, {}, 'hello'));
  const proxy = await TcpProxy.open(receiver.port);
  open.push(proxy, receiver);
  const post = (signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${proxy.port}/`, {
      method: 'POST',
      body: 'x',
      headers: { connection: 'close' },
      ...(signal === undefined ? {} : { signal }),
    });
  return { receiver, proxy, post };
}

it('passes a conversation on, both ways', async () => {
  const { receiver, proxy, post } = await aProxiedReceiver();
  expect(await (await post()).text()).toBe('hello');
  expect(receiver.requests).toHaveLength(1);
  expect(proxy.connectionCount).toBe(1);
});

it('swallows what passes as a black hole, until it is healed', async () => {
  const { receiver, proxy, post } = await aProxiedReceiver();
  proxy.blackHole();
  await expect(post(AbortSignal.timeout(100))).rejects.toThrow();
  expect(receiver.requests).toHaveLength(0);
  expect(receiver.openConnectionCount).toBe(1);
  proxy.heal();
  expect((await post()).status).toBe(200);
});

it('lets a request through and cuts the connection before its answer', async () => {
  const { receiver, proxy, post } = await aProxiedReceiver();
  proxy.inspect((_chunk, direction) => (direction === 'to_client' ? 'cut' : 'pass'));
  await expect(post()).rejects.toThrow();
  expect(receiver.requests).toHaveLength(1);
});

it('ends open connections when told', async () => {
  const { receiver, proxy, post } = await aProxiedReceiver();
  receiver.answerAlways({ type: 'hang' });
  const hanging = post();
  await receiver.waitForRequests(1);
  proxy.cut();
  await expect(hanging).rejects.toThrow();
});
