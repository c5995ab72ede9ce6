import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { eventually, type Gate, makeGate } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../test-certificates.ts';
import { closedAfterEach, REAL_CLOCK, type TestEngineWishes, verifySignature } from '../test-engine.ts';
import { TcpProxy } from '../test-tcp-proxy.ts';

const open = closedAfterEach();

/** Resolvers that answer 127.0.0.1 for every name, as soon as the gate of that question is open. */
function slowNames(gates: readonly Gate[]): { readonly wishes: TestEngineWishes; asked: number } {
  const names = {
    asked: 0,
    wishes: {
      resolvers: {
        queries: {
          resolve4: async () => {
            await gates[names.asked++]?.opened;
            return [{ address: '127.0.0.1', ttl: 3_600 }];
          },
          resolve6: async () => [],
        },
      },
    } as TestEngineWishes,
  };
  return names;
}

/** A receiver that speaks TLS, and keeps the key id of every request. */
async function openTlsReceiver() {
  const authority = makeCertificate({ name: 'test authority', isAuthority: true });
  const certificate = makeCertificate({
    name: 'receiver.test',
    dnsNames: ['receiver.test'],
    issuer: authority,
  });
  const keyIds: (string | undefined)[] = [];
  const server = createServer(certificate, (request, response) => {
    keyIds.push(request.headers['keyturn-key-id']?.toString());
    request.resume().on('end', () => response.end('ok'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.add({ close: async () => void server.close().closeAllConnections() });
  const { port } = server.address() as { port: number };
  return { port, keyIds, authority: authority.cert };
}

describe('a key turned while a connection is made', () => {
  it('signs the request: not a byte goes out under the former one, and no attempt is spent', async () => {
    const gate = makeGate();
    const names = slowNames([gate]);
    const test = await open.engine(names.wishes);
    const receiver = await open.receiver();
    const proxy = open.add(await TcpProxy.open(receiver.port));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, `http://slow.example:${proxy.port}/`);
    const [delivery = 0 as never] = await test.publish(account, [endpoint]);
    await eventually(() => expect(names.asked).toBe(1), { deadlineMs: 15_000 });
    const next = await test.createSecret(account.ref, account.ref);
    await test.activate(account.ref, account.ref, next.id);
    gate.open();
    const [request] = await receiver.waitForRequests(1);
    await verifySignature(request, next.text);
    await test.waitForDelivery(account, delivery, { status: 'delivered', attempts: 1 });
    expect(receiver.requests).toHaveLength(1);
    // The first connection was given up before its first byte.
    expect(proxy.connections.map((connection) => connection.bytes > 0)).toEqual([false, true]);
    expect(test.metrics.stoppedAtWire.count).toBe(1);
    expect(await test.attempts(account, delivery)).toMatchObject([{ n: 1, keyIds: [next.keyId], epoch: 3 }]);
  });

  it.each([1, 3])('signs the request, with TLS too, after %i turns in a row', async (turns) => {
    const receiver = await openTlsReceiver();
    const gates = Array.from({ length: turns }, makeGate);
    // Each connection stands at once; its handshake waits.
    const proxy = open.add(await TcpProxy.open(receiver.port, async (n) => gates[n]?.opened));
    const test = await open.engine({ ...slowNames([]).wishes, extraCertificates: [receiver.authority] });
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, `https://receiver.test:${proxy.port}/`);
    const [delivery = 0 as never] = await test.publish(account, [endpoint]);
    let keyId = '';
    for (const [n, gate] of gates.entries()) {
      await eventually(() => expect(proxy.connections).toHaveLength(n + 1), { deadlineMs: 15_000 });
      const next = await test.createSecret(account.ref, account.ref);
      await test.activate(account.ref, account.ref, next.id);
      keyId = next.keyId;
      gate.open();
    }
    await test.waitForDelivery(account, delivery, { status: 'delivered', attempts: 1 });
    expect(receiver.keyIds).toEqual([keyId]);
    expect(proxy.connections).toHaveLength(turns + 1);
    expect(test.metrics.stoppedAtWire.count).toBe(turns);
  });

  it('signs every request whose first byte is written after the turn, on kept connections too', async () => {
    const written: { readonly keyId: string; readonly at: number }[] = [];
    const onWritten = (message: unknown) => {
      const { headers } = message as { readonly headers: string };
      written.push({ keyId: /keyturn-key-id: (\w+)/.exec(headers)?.[1] ?? '', at: performance.now() });
    };
    subscribe('undici:client:sendHeaders', onWritten);
    open.add({ close: async () => void unsubscribe('undici:client:sendHeaders', onWritten) });
    const test = await open.engine();
    const receiver = await open.receiver();
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, receiver.url());
    let publishedCount = 0;
    let isTurning = true;
    const publishing = Array.from({ length: 16 }, async () => {
      while (isTurning) {
        await test.publish(account, [endpoint]);
        publishedCount++;
      }
    });
    const turns: { readonly keyId: string; readonly at: number }[] = [];
    for (let n = 0; n < 5; n++) {
      await receiver.waitForRequests(receiver.requests.length + 20);
      const { id, keyId } = await test.createSecret(account.ref, account.ref);
      await test.activate(account.ref, account.ref, id);
      turns.push({ keyId, at: performance.now() });
    }
    isTurning = false;
    await Promise.all(publishing);
    await receiver.waitForRequests(publishedCount);
    for (const [n, turn] of turns.entries()) {
      const until = turns[n + 1]?.at ?? Number.POSITIVE_INFINITY;
      const former = turns.slice(0, n).map((one) => one.keyId);
      const late = written.filter((one) => one.at > turn.at && one.at < until && former.includes(one.keyId));
      expect(late).toEqual([]);
    }
    expect(receiver.connectionCount).toBeLessThan(publishedCount / 2);
  });
});

describe('a claim that ended while a connection was made', () => {
  it('stops the request before its first byte, and the delivery is claimed anew', async () => {
    let aheadMs = 0;
    const gate = makeGate();
    const names = slowNames([gate]);
    const test = await open.engine({
      ...names.wishes,
      clock: { ...REAL_CLOCK, wall: () => (REAL_CLOCK.wall() + aheadMs) as never },
    });
    const receiver = await open.receiver();
    const proxy = open.add(await TcpProxy.open(receiver.port));
    const account = await test.addAccount();
    const endpoint = await test.addEndpoint(account, `http://slow.example:${proxy.port}/`);
    await test.engine.start();
    const [delivery = 0 as never] = await test.publish(account, [endpoint]);
    await eventually(() => expect(names.asked).toBe(1), { deadlineMs: 15_000 });
    // The machine was suspended for a minute; only the wall clock noticed.
    aheadMs = 60_000;
    gate.open();
    await test.waitForDelivery(account, delivery, { status: 'delivered', attempts: 1 });
    expect(receiver.requests).toHaveLength(1);
    expect(test.metrics.stoppedAtWire.count).toBe(1);
    expect(test.metrics.handedBack.count).toBe(1);
    expect(test.metrics.claimed.count).toBeGreaterThanOrEqual(1);
    expect(proxy.connections.map((connection) => connection.bytes > 0)).toEqual([false, true]);
  });
});
