import { randomBytes } from 'node:crypto';
import { type AccountId, decideTransition, ok, type SecretId } from '@keyturn/core';
import { StoreError } from '@keyturn/store';
import { eventually, FakeClock, makeGate, type ReceivedRequest, Receiver, respond } from '@keyturn/testkit';
import { createVerifier, WebhookVerificationError } from '@keyturn/verify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeKeyring } from '../keyring/keyset-lease.ts';
import { formatMasterKey, parseMasterKeys } from '../keyring/master-keys.ts';
import { A_CALLER, granted, TestApp } from '../test-app.ts';
import { insertAccount, insertEndpoint, openTestStore, someAudit } from '../test-store.ts';
import { changeKeyset, waitForCutover } from './change-keyset.ts';
import { StoppedSecrets } from './stopped-secrets.ts';

let test: TestApp;
let receiver: Receiver;
let account: AccountId;
let count = 0;

beforeAll(async () => {
  test = await TestApp.open();
});
afterAll(() => test.close());
beforeEach(async () => {
  receiver = await Receiver.open();
  account = await test.addAccount(`acme-${++count}`);
});
afterEach(() => receiver.close());

async function verifies(request: ReceivedRequest, secretText: string): Promise<boolean> {
  const verifier = createVerifier({ secrets: [secretText] });
  try {
    await verifier.verifyBytes({ headers: request.headers, body: request.body });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError && error.code === 'unknown_key') return false;
    throw error;
  }
}

async function publish(events: number): Promise<void> {
  const inputs = Array.from({ length: events }, (_, n) => ({ type: 'invoice.paid', dataText: `{"n":${n}}` }));
  const results = granted(await test.operations.publishEvents(A_CALLER, account, inputs));
  for (const result of results) granted(result);
}

/** Publishes 60 events of which the receiver holds the first, does `act`, and gives the requests begun before and after. */
async function whileHeld(act: () => Promise<unknown>): Promise<{
  readonly before: readonly ReceivedRequest[];
  readonly after: readonly ReceivedRequest[];
}> {
  const gate = makeGate();
  receiver.answerAlways(async () => {
    await gate.opened;
    return respond(200);
  });
  await publish(60);
  // Every request that may be under way at once is; the others wait in memory, not signed yet.
  const begun = await eventually(
    () => {
      const arrived = receiver.requests.length;
      if (arrived < 10) throw new Error(`${arrived} requests`);
      return arrived;
    },
    { deadlineMs: 10_000 },
  );
  await act();
  gate.open();
  await receiver.waitForRequests(60);
  return { before: receiver.requests.slice(0, begun), after: receiver.requests.slice(begun) };
}

describe('after an activate has answered', () => {
  it('no request begins under the former keyset, whenever its event was published', async () => {
    await test.addEndpoint(account, receiver.url());
    const first = await test.addSecret(account, 'first');
    const second = await test.addSecret(account, 'second');
    const { before, after } = await whileHeld(() => test.activate(account, second.row.secret.id));
    expect(after.length).toBeGreaterThanOrEqual(40);
    for (const request of before) expect(await verifies(request, first.text.reveal())).toBe(true);
    for (const request of after) {
      expect(request.headers['keyturn-key-id']).toBe(second.row.secret.keyId);
      expect(await verifies(request, second.text.reveal())).toBe(true);
      expect(await verifies(request, first.text.reveal())).toBe(false);
    }
  });

  it('every request verifies with both secrets while an overlap is open', async () => {
    await test.addEndpoint(account, receiver.url());
    const first = await test.addSecret(account, 'first');
    const second = await test.addSecret(account, 'second');
    const { after } = await whileHeld(() => test.activate(account, second.row.secret.id, 3600));
    for (const request of after) {
      expect(await verifies(request, first.text.reveal())).toBe(true);
      expect(await verifies(request, second.text.reveal())).toBe(true);
    }
  });
});

describe('after the first secret was created', () => {
  it('no request begins unsigned', async () => {
    await test.addEndpoint(account, receiver.url());
    let text = '';
    const { before, after } = await whileHeld(async () => {
      text = (await test.addSecret(account, 'first')).text.reveal();
    });
    for (const request of before) expect(request.headers['webhook-signature']).toBeUndefined();
    for (const request of after) expect(await verifies(request, text)).toBe(true);
  });
});

describe('after the kore profile was added', () => {
  it('every request carries its signature too', async () => {
    await test.addEndpoint(account, receiver.url('/hooks?x=1'));
    const { text } = await test.addSecret(account, 'first');
    const { before, after } = await whileHeld(() =>
      test.operations.updateAccount(A_CALLER, account, { signatureProfiles: ['standard', 'kore'] }),
    );
    for (const request of before) expect(request.headers['kore-signature']).toBeUndefined();
    const verifier = createVerifier({
      profile: 'kore',
      secrets: [text.reveal()],
      url: receiver.url('/hooks?x=1'),
    });
    for (const request of after) {
      await verifier.verifyBytes({ headers: request.headers, body: request.body });
      expect(await verifies(request, text.reveal())).toBe(true);
    }
  });
});

describe('after an account was deleted', () => {
  it('no request begins', async () => {
    await test.addEndpoint(account, receiver.url());
    await test.addSecret(account, 'first');
    const gate = makeGate();
    receiver.answerAlways(async () => {
      await gate.opened;
      return respond(200);
    });
    await publish(60);
    const begun = await eventually(
      () => {
        if (receiver.requests.length < 10) throw new Error('not begun');
        return receiver.requests.length;
      },
      { deadlineMs: 10_000 },
    );
    granted(await test.operations.deleteAccount(A_CALLER, account));
    gate.open();
    // Another account's delivery, published after all of them, has had its turn.
    const other = await test.addAccount(`other-${count}`);
    const elsewhere = await Receiver.open();
    await test.addEndpoint(other, elsewhere.url());
    granted(await test.operations.publishEvent(A_CALLER, other, { type: 'a', dataText: '1' }));
    await elsewhere.waitForRequests(1);
    await elsewhere.close();
    expect(receiver.requests).toHaveLength(begun);
  });
});

describe('a change of a keyset', () => {
  it('is forgotten in memory before it is answered, also when the outcome of its commit is not known', async () => {
    const { store, remove } = await openTestStore();
    try {
      const clock = new FakeClock();
      const keyring = makeKeyring({
        store,
        masterKeys: parseMasterKeys(formatMasterKey('mk-1', randomBytes(32)), 'test'),
        clock,
        random: randomBytes,
      });
      const { ref } = await insertAccount(store, clock);
      const endpoint = await insertEndpoint(store, clock, { ref } as Awaited<
        ReturnType<typeof insertAccount>
      >);
      const create = async (name: string, keysets: typeof store.keysets): Promise<unknown> => {
        const id = `sec_${name}` as SecretId;
        const made = keyring.makeSecret(ref, ref, id);
        const change = { accountRef: ref, scopeRef: ref, sealed: { id, bytes: made.sealed } };
        const stoppedSecrets = new StoppedSecrets(clock);
        const parts = { store: { ...store, keysets }, keyring, clock, stoppedSecrets };
        return changeKeyset(parts, change, (state, now) => {
          const by = A_CALLER.actor;
          const command = { type: 'create', secret: { id, name, keyId: made.keyId }, by } as const;
          const decided = decideTransition(state, command, now, 0);
          return decided.ok ? ok({ transition: decided.value, audit: [someAudit(ref)] }) : decided;
        });
      };
      const unsigned = await keyring.loadSigners(ref, endpoint.ref);
      const lostAnswer: typeof store.keysets = {
        ...store.keysets,
        async change(...args) {
          await store.keysets.change(...args);
          throw new StoreError('unavailable', 'the connection was lost after the commit was sent');
        },
      };
      await expect(create('first', lostAnswer)).rejects.toMatchObject({ code: 'unavailable' });
      expect(unsigned.isCurrent()).toBe(false);
      expect((await keyring.loadSigners(ref, endpoint.ref)).secretIds).toEqual(['sec_first']);
      // What was read right after is kept for a second only: the commit might still have been on its way.
      const read = await keyring.loadSigners(ref, endpoint.ref);
      clock.advance(1000);
      expect(read.isCurrent()).toBe(false);

      const settled = await keyring.loadSigners(ref, endpoint.ref);
      await create('second', store.keysets);
      expect(settled.isCurrent()).toBe(false);
    } finally {
      await remove();
    }
  });
});

describe('the wait for a cut-over', () => {
  const clock = new FakeClock();
  const cutoverIn = (ms: number) => ({
    epoch: 2,
    effectiveAt: (clock.wall() + ms) as ReturnType<typeof clock.wall>,
  });

  it('is none for one process, even when its clock was set back', async () => {
    await waitForCutover({ clock, leaseMs: 0 }, cutoverIn(3600_000));
  });

  it('lasts until the cut-over is effective, and no longer than a fresh one needs', async () => {
    let isOver = false;
    const short = waitForCutover({ clock, leaseMs: 20 }, cutoverIn(30)).then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    await short;
    await waitForCutover({ clock, leaseMs: 20 }, cutoverIn(-5));
    // An hour ahead by a clock that was set back: 20 ms of lease and the margin are all that is waited.
    await waitForCutover({ clock, leaseMs: 20 }, cutoverIn(3600_000));
  });
});
