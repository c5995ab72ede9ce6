import { type DeliveryRef, type EventId, parseAllowTargets } from '@keyturn/core';
import { FIRST_CLAIM } from '@keyturn/store';
import { type Answer, respond } from '@keyturn/testkit';
import type { buildConnector } from 'undici';
import { describe, expect, it } from 'vitest';
import { closedAfterEach, makeTestMetrics, REAL_CLOCK } from '../test-engine.ts';
import type { AttemptRequest } from './attempt-request.ts';
import { type ConnectCallback, Egress } from './egress.ts';
import { makeEndpointTarget } from './endpoint-target.ts';
import { Lane } from './lanes.ts';
import { claimStart } from './live-delivery.ts';
import { Sender } from './sender.ts';

const open = closedAfterEach();

/** Loopback, taken for the internet. */
class OutsideEgress extends Egress {
  override connect(options: buildConnector.Options, callback: ConnectCallback) {
    return super.connect(options, (error, socket) => callback(error, socket, 'public'));
  }
}

/** Sends one request to a receiver that answers as told, and gives what was seen. */
async function send(answer: Answer): Promise<AttemptRequest> {
  const test = await open.engine();
  const account = await test.addAccount();
  const receiver = await open.receiver(answer);
  const endpoint = await test.addEndpoint(account, receiver.url());
  const allowTargets = parseAllowTargets('127.0.0.1');
  if (!allowTargets.ok) throw new Error(allowTargets.error);
  const policy = { allowTargets: allowTargets.value, allowHttp: true };
  const signers = await test.keyring.loadSigners(account.ref, endpoint.ref);
  const clock = REAL_CLOCK;
  return new Promise((resolve, reject) => {
    const sender = new Sender({
      clock,
      egress: new OutsideEgress({ ...policy, clock }),
      metrics: makeTestMetrics(),
      events: { onEnded: resolve, onStoppedAtWire: () => reject(new Error('stopped at the wire')) },
    });
    open.add({ close: async () => sender.close() });
    const delivery = {
      accountRef: account.ref,
      endpointRef: endpoint.ref,
      deliveryRef: 1 as DeliveryRef,
      eventId: 'evt-1' as EventId,
      contentType: 'application/json',
      body: new Uint8Array([123, 125]),
      claim: FIRST_CLAIM,
      attempts: 0,
      attemptsBefore: 0,
      claimedAt: claimStart(clock),
    };
    const target = makeEndpointTarget(endpoint, policy, '0.1.0');
    sender.send(new Lane(account.ref, endpoint.ref), delivery, target, signers);
  });
}

describe('what is kept of an answer from outside', () => {
  it('is the beginning of its body, and of a failure its headers without cookies', async () => {
    const seen = await send(
      respond(500, { 'x-reason': 'full', 'set-cookie': 'a=b' }, `no ${'.'.repeat(10_000)}`),
    );
    expect(Buffer.from(seen.responseBody ?? []).toString()).toMatch(/^no \.{4093}$/);
    expect(seen.responseHeaders).toMatchObject({ 'x-reason': 'full' });
    expect(seen.responseHeaders).not.toHaveProperty('set-cookie');
  });

  it('is the body alone when it delivered', async () => {
    const seen = await send(respond(200, { 'x-reason': 'thanks' }, 'ok'));
    expect(Buffer.from(seen.responseBody ?? []).toString()).toBe('ok');
    expect(seen.responseHeaders).toBeUndefined();
  });

  it('is nothing when there was nothing', async () => {
    expect((await send(respond(204))).responseBody).toBeUndefined();
  });
});
