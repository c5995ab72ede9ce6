import { describe, expect, it } from 'vitest';
import { decideTransition } from './keyset-transitions.ts';
import { SOMEBODY, TestAccount } from './test-account.ts';

const HOUR_MS = 3600_000;
const _DAY_MS = 24 * HOUR_MS;

describe('create', () => {
  it("makes an account's first secret active at once", () => {
    const test = new TestAccount();
    const secret = test.newSecret('first');
    const done = test.accept('account', { type: 'create', secret, by: SOMEBODY });

    const cutover = { epoch: 1, effectiveAt: test.now };
    expect(done).toMatchObject({ effect: 'changed', cutover, active: { id: secret.id } });
    expect(done.changed).toEqual([
      {
        ...secret,
        status: 'active',
        createdAt: test.now,
        createdBy: SOMEBODY,
        activatedAt: test.now,
        activatedBy: 'creation',
        cutover,
      },
    ]);
    expect(test.signers('account')).toEqual([secret.id]);
  });

  it('makes every later secret pending, which signs nothing', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.newSecret();
    const done = test.accept('account', { type: 'create', secret: second, by: SOMEBODY });
    expect(done.changed).toMatchObject([{ id: second.id, status: 'pending' }]);
    expect(done.active).toBeUndefined();
    expect(done.cutover).toBeUndefined();
    expect(test.account.epoch).toBe(2);
    expect(test.signers('account')).toEqual([first]);
  });

  it('replaces the pending secret and says which one it was', () => {
    const test = new TestAccount();
    test.create('account');
    const second = test.create('account');
    const waiting = test.secret('account', second);
    test.pass(1000);
    const third = test.newSecret();
    const done = test.accept('account', { type: 'create', secret: third, by: SOMEBODY });
    expect(done.replaced).toEqual(waiting);
    expect(done.changed).toHaveLength(2);
    expect(test.secret('account', second)).toMatchObject({
      status: 'disabled',
      disabledReason: 'replaced',
      disabledAt: test.now,
      replacedById: third.id,
    });
    expect(test.secret('account', third.id).status).toBe('pending');
    expect(test.account.epoch).toBe(3);
  });

  it("makes an endpoint's first own secret active when the account has none", () => {
    const test = new TestAccount();
    const own = test.create('endpoint');
    expect(test.secret('endpoint', own)).toMatchObject({ status: 'active', activatedBy: 'creation' });
  });

  it("makes an endpoint's first own secret pending when the account has an active one", () => {
    const test = new TestAccount();
    const shared = test.create('account');
    const own = test.create('endpoint');
    expect(test.secret('endpoint', own).status).toBe('pending');
    expect(test.signers('endpoint')).toEqual([shared]);
  });

  it('is refused once the account is closed', () => {
    const test = new TestAccount();
    test.create('account');
    test.accept('account', { type: 'close' });
    const command = { type: 'create', secret: test.newSecret(), by: SOMEBODY } as const;
    expect(test.refuse('account', command)).toEqual({ code: 'account_closed' });
    expect(test.refuse('endpoint', command)).toEqual({ code: 'account_closed' });
    expect(test.refuse('account', { ...command, type: 'compromise' })).toEqual({ code: 'account_closed' });
  });

  it('is refused for a closed account whose disabled secrets were not read', () => {
    const test = new TestAccount();
    test.create('account');
    test.accept('account', { type: 'close' });
    test.account = { ...test.account, secrets: [] };
    const command = { type: 'create', secret: test.newSecret(), by: SOMEBODY } as const;
    expect(test.refuse('account', command)).toEqual({ code: 'account_closed' });
  });

  it("is not decided for an endpoint without the account's keyset", () => {
    const { endpoint, now, newSecret } = new TestAccount();
    const command = { type: 'create', secret: newSecret.call(new TestAccount()), by: SOMEBODY } as const;
    expect(() => decideTransition({ keyset: endpoint, profiles: ['standard'] }, command, now, 0)).toThrow(
      "an endpoint's transition is given the account's keyset",
    );
  });
});

describe('compromise', () => {
  it('makes a new secret active and disables every other one of the scope', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.create('account');
    test.activate('account', second, { overlapSeconds: 3600 });
    const third = test.create('account');
    const secret = test.newSecret('clean');
    const done = test.accept('account', { type: 'compromise', secret, by: SOMEBODY });
    expect(done.active).toMatchObject({ id: secret.id, activatedBy: 'compromised', previousId: second });
    expect(done.cutover).toEqual({ epoch: 5, effectiveAt: test.now });
    expect(done.previous).toEqual(test.secret('account', second));
    for (const id of [first, second, third]) {
      expect(test.secret('account', id)).toMatchObject({
        disabledReason: 'compromised',
        disabledAt: test.now,
      });
    }
    expect(test.signers('account')).toEqual([secret.id]);
  });

  it("of an endpoint ends its inheritance and leaves the account's secrets", () => {
    const test = new TestAccount();
    const shared = test.create('account');
    test.activate('endpoint', test.create('endpoint'), { overlapSeconds: 3600 });
    const before = test.account;
    const secret = test.newSecret();
    test.accept('endpoint', { type: 'compromise', secret, by: SOMEBODY });
    expect(test.signers('endpoint')).toEqual([secret.id]);
    expect(test.endpoint).not.toHaveProperty('inheritsUntil');
    expect(test.account).toBe(before);
    expect(test.signers('account')).toEqual([shared]);
  });
});
