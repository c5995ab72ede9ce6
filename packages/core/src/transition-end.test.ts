import { describe, expect, it } from 'vitest';
import { secretAt } from './keyset-change.ts';
import { TestAccount } from './test-account.ts';
import type { EpochMs } from './time.ts';

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;

describe('cancel', () => {
  it('disables the pending secret', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.create('account');
    const done = test.accept('account', { type: 'cancel', secretId: second });
    expect(done.changed).toMatchObject([{ id: second, disabledReason: 'cancelled', disabledAt: test.now }]);
    expect(test.account.epoch).toBe(3);
    for (const secretId of [first, second]) {
      expect(test.refuse('account', { type: 'cancel', secretId })).toEqual({
        code: 'secret_not_cancellable',
        secretId,
        status: test.secret('account', secretId).status,
      });
    }
  });
});

describe('retire', () => {
  function overlapping() {
    const test = new TestAccount();
    const first = test.create('account');
    test.activate('account', test.create('account'), { overlapSeconds: 3600 });
    const retireTo = (ms: number) =>
      ({ type: 'retire', secretId: first, retireAt: (test.now + ms) as EpochMs }) as const;
    return { test, first, retireTo };
  }

  it('ends an overlap early', () => {
    const { test, first, retireTo } = overlapping();
    test.pass(1000);
    const done = test.accept('account', retireTo(0));
    expect(done.changed).toMatchObject([{ disabledReason: 'overlap_ended', disabledAt: test.now }]);
    expect(test.signers('account')).not.toContain(first);
    expect(test.account.epoch).toBe(4);
  });

  it('extends an overlap to 7 days after the activation at most', () => {
    const { test, first, retireTo } = overlapping();
    test.accept('account', retireTo(7 * DAY_MS));
    expect(test.secret('account', first)).toMatchObject({
      status: 'retiring',
      retireAt: test.now + 7 * DAY_MS,
    });
    const latest = test.now + 7 * DAY_MS;
    expect(test.refuse('account', retireTo(7 * DAY_MS + 1))).toMatchObject({
      code: 'retire_at_out_of_range',
    });
    test.pass(HOUR_MS);
    expect(test.refuse('account', retireTo(7 * DAY_MS))).toEqual({ code: 'retire_at_out_of_range', latest });
  });

  it('to the time that it has already changes nothing', () => {
    const { test, retireTo } = overlapping();
    expect(test.accept('account', retireTo(HOUR_MS))).toEqual({
      keyset: test.account,
      changed: [],
      effect: 'none',
    });
  });

  it('cannot bring back an overlap that is over', () => {
    const { test, first, retireTo } = overlapping();
    test.pass(HOUR_MS);
    const refusal = { code: 'secret_not_retiring', secretId: first, status: 'disabled' };
    expect(test.refuse('account', retireTo(HOUR_MS))).toEqual(refusal);
    test.accept('account', { type: 'expire' });
    expect(test.refuse('account', retireTo(HOUR_MS))).toEqual(refusal);
  });

  it('is only for a retiring secret', () => {
    const { test } = overlapping();
    const secretId = test.create('account');
    expect(test.refuse('account', { type: 'retire', secretId, retireAt: test.now })).toMatchObject({
      code: 'secret_not_retiring',
      status: 'pending',
    });
  });
});

describe('a retiring secret whose time has come', () => {
  it('counts as what it is going to be written down as', () => {
    const test = new TestAccount();
    const first = test.create('account');
    test.activate('account', test.create('account'), { overlapSeconds: 60 });
    test.pass(59_999);
    const retiring = test.secret('account', first);
    expect(secretAt(retiring, test.now)).toBe(retiring);
    test.pass(5000);
    const counted = secretAt(retiring, test.now);
    test.accept('account', { type: 'expire' });
    expect(counted).toEqual(test.secret('account', first));
  });
});

describe('expire', () => {
  it('disables a retiring secret when its time has come, and not before', () => {
    const test = new TestAccount();
    const first = test.create('account');
    test.activate('account', test.create('account'), { overlapSeconds: 60 });
    const retireAt = test.now + 60_000;
    test.pass(59_999);
    expect(test.accept('account', { type: 'expire' }).effect).toBe('none');
    test.pass(5000);
    expect(test.accept('account', { type: 'expire' }).changed).toMatchObject([
      { id: first, disabledReason: 'overlap_ended', disabledAt: retireAt },
    ]);
    expect(test.account.epoch).toBe(4);
    expect(test.accept('account', { type: 'expire' }).effect).toBe('none');
  });

  it("clears an endpoint's inheritance when its time has come", () => {
    const test = new TestAccount();
    test.create('account');
    test.activate('endpoint', test.create('endpoint'), { overlapSeconds: 60 });
    test.pass(60_000);
    expect(test.accept('endpoint', { type: 'expire' })).toMatchObject({ effect: 'changed', changed: [] });
    expect(test.endpoint).not.toHaveProperty('inheritsUntil');
    expect(test.endpoint.epoch).toBe(3);
  });
});

describe('close', () => {
  it('disables every live secret', () => {
    const test = new TestAccount();
    test.create('account');
    test.activate('account', test.create('account'), { overlapSeconds: 60 });
    test.create('account');
    const done = test.accept('account', { type: 'close' });
    expect(done.changed.map((secret) => secret.status === 'disabled' && secret.disabledReason)).toEqual([
      'account_closed',
      'account_closed',
      'account_closed',
    ]);
    expect(test.signers('account')).toEqual([]);
    expect(test.accept('account', { type: 'close' }).effect).toBe('none');
  });
});
