import { describe, expect, it } from 'vitest';
import type { SecretId } from './ids.ts';
import { CUTOVER_MARGIN_MS } from './limits.ts';
import { activation, SOMEBODY, TestAccount } from './test-account.ts';

const HOUR_MS = 3600_000;
const _DAY_MS = 24 * HOUR_MS;

describe('activate', () => {
  it('disables the active secret and makes the pending one active, as one act', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.create('account');
    test.pass(1000);
    const done = test.activate('account', second);
    const cutover = { epoch: 3, effectiveAt: test.now };
    expect(done).toMatchObject({ effect: 'changed', active: { id: second }, cutover });
    expect(done.previous).toEqual(test.secret('account', first));
    expect(done.previous).toMatchObject({
      status: 'disabled',
      disabledReason: 'superseded',
      disabledAt: test.now,
      activation: { activatedBy: 'creation', cutover: { epoch: 1 } },
    });
    expect(test.secret('account', second)).toMatchObject({
      status: 'active',
      activatedAt: test.now,
      activatedBy: 'activate',
      previousId: first,
      cutover,
    });
    expect(test.signers('account')).toEqual([second]);
  });

  it('with an overlap lets the former secret co-sign until it ends', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.create('account');
    const done = test.activate('account', second, { overlapSeconds: 3600 });
    expect(done.previous).toMatchObject({
      id: first,
      status: 'retiring',
      retireAt: test.now + HOUR_MS,
      supersededAt: test.now,
    });
    expect(test.signers('account')).toEqual([second, first]);
    test.pass(HOUR_MS - 1);
    expect(test.signers('account')).toEqual([second, first]);
    test.pass(1);
    expect(test.signers('account')).toEqual([second]);
  });

  it('waits for the lease of the nodes that sign, and a margin', () => {
    const test = new TestAccount();
    test.leaseMs = 2000;
    test.create('account');
    const { cutover } = test.activate('account', test.create('account'));
    expect(cutover?.effectiveAt).toBe(test.now + 2000 + CUTOVER_MARGIN_MS);
  });

  it('repeated answers the same cut-over and previous secret, whatever else it asks', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.create('account');
    const done = test.activate('account', second, { overlapSeconds: 3600 });
    test.create('account');
    test.pass(2 * HOUR_MS);
    test.profiles = ['standard', 'kore'];
    const again = test.activate('account', second, { overlapSeconds: 60, expectedEpoch: 77 });
    expect(again).toMatchObject({ effect: 'repeated', changed: [], cutover: done.cutover });
    expect(again.active).toEqual(done.active);
    expect(again.previous?.id).toBe(first);
    test.accept('account', { type: 'expire' });
    expect(test.activate('account', second).previous).toMatchObject({ id: first, status: 'disabled' });
    expect(test.account.epoch).toBe(5);
  });

  it('of a secret of another scope is not found', () => {
    const test = new TestAccount();
    test.create('account');
    const own = test.create('endpoint');
    expect(test.refuse('account', activation(own))).toEqual({ code: 'not_found', what: 'secret' });
    expect(test.refuse('account', activation('sec_x' as SecretId))).toMatchObject({ code: 'not_found' });
  });

  it('of anything but the pending secret is refused and names the pending one', () => {
    const test = new TestAccount();
    const byCreation = test.create('account');
    const replaced = test.create('account');
    const cancelled = test.create('account');
    test.accept('account', { type: 'cancel', secretId: cancelled });
    const refused = (secretId: SecretId) => test.refuse('account', activation(secretId));
    const code = 'secret_not_pending';

    expect(refused(byCreation)).toEqual({ code, secretId: byCreation, status: 'active' });
    expect(refused(cancelled)).toEqual({ code, secretId: cancelled, status: 'disabled' });
    const pending = test.create('account');
    const currentPendingId = pending;
    expect(refused(replaced)).toEqual({
      code,
      secretId: replaced,
      status: 'disabled',
      replacedById: cancelled,
      currentPendingId,
    });

    test.activate('account', pending, { overlapSeconds: 60 });
    expect(refused(byCreation)).toEqual({ code, secretId: byCreation, status: 'retiring' });
    test.pass(60_000);
    expect(refused(byCreation)).toEqual({ code, secretId: byCreation, status: 'disabled' });

    const secret = test.newSecret();
    test.accept('account', { type: 'compromise', secret, by: SOMEBODY });
    expect(refused(secret.id)).toEqual({ code, secretId: secret.id, status: 'active' });
    expect(refused(pending)).toEqual({ code, secretId: pending, status: 'disabled' });
  });

  it('checks the expected epoch', () => {
    const test = new TestAccount();
    test.create('account');
    const second = test.create('account');
    expect(test.refuse('account', activation(second, { expectedEpoch: 1 }))).toEqual({
      code: 'epoch_changed',
      expected: 1,
      actual: 2,
    });
    expect(test.activate('account', second, { expectedEpoch: 2 }).effect).toBe('changed');
  });

  it('is refused while an overlap is open, and ends it when asked to', () => {
    const test = new TestAccount();
    const first = test.create('account');
    const second = test.create('account');
    test.activate('account', second, { overlapSeconds: 3600 });
    const retireAt = test.now + HOUR_MS;
    const third = test.create('account');
    test.pass(1000);
    expect(test.refuse('account', activation(third))).toEqual({
      code: 'overlap_open',
      retireAt,
      retiringId: first,
    });
    const done = test.activate('account', third, { openOverlap: 'end', overlapSeconds: 60 });
    expect(done.changed.map((secret) => secret.id)).toEqual([first, second, third]);
    expect(test.secret('account', first)).toMatchObject({
      disabledReason: 'overlap_ended',
      disabledAt: test.now,
    });
    expect(test.signers('account')).toEqual([third, second]);
    expect(test.account.epoch).toBe(5);
  });

  it('disables a retiring secret whose time has passed in the same transition', () => {
    const test = new TestAccount();
    const first = test.create('account');
    test.activate('account', test.create('account'), { overlapSeconds: 60 });
    const retireAt = test.now + 60_000;
    const third = test.create('account');
    test.pass(61_000);
    test.activate('account', third);
    expect(test.secret('account', first)).toMatchObject({
      disabledReason: 'overlap_ended',
      disabledAt: retireAt,
    });
  });

  it('with an overlap is a hard cut for kore, and is refused unless that is accepted', () => {
    const test = new TestAccount();
    test.profiles = ['standard', 'kore'];
    test.create('account');
    const second = test.create('account');
    const command = activation(second, { overlapSeconds: 60 });
    expect(test.refuse('account', command)).toEqual({ code: 'hard_cut_not_accepted' });
    expect(test.activate('account', second, { overlapSeconds: 60, hardCut: 'accept' }).effect).toBe(
      'changed',
    );
    test.pass(60_000);
    expect(test.activate('account', test.create('account')).effect).toBe('changed');
  });
});

describe('an endpoint going over to its own secret', () => {
  it("leaves the account's active secret as it is and shows it as the previous one", () => {
    const test = new TestAccount();
    const shared = test.create('account');
    const own = test.create('endpoint');
    const done = test.activate('endpoint', own);
    expect(done.changed).toMatchObject([{ id: own, previousId: shared }]);
    expect(done.previous).toEqual(test.secret('account', shared));
    expect(done.cutover).toEqual({ epoch: 2, effectiveAt: test.now });
    expect(test.signers('endpoint')).toEqual([own]);
    expect(test.signers('account')).toEqual([shared]);
    expect(test.activate('endpoint', own).previous).toEqual(test.secret('account', shared));
  });

  it("with an overlap lets whatever is the account's active secret co-sign until it ends", () => {
    const test = new TestAccount();
    test.create('account');
    const own = test.create('endpoint');
    test.activate('endpoint', own, { overlapSeconds: 3600 });
    expect(test.endpoint.inheritsUntil).toBe(test.now + HOUR_MS);
    const turned = test.create('account');
    test.activate('account', turned);
    expect(test.signers('endpoint')).toEqual([own, turned]);
    test.pass(HOUR_MS);
    expect(test.signers('endpoint')).toEqual([own]);
  });

  it('counts as an open overlap until then', () => {
    const test = new TestAccount();
    test.create('account');
    test.activate('endpoint', test.create('endpoint'), { overlapSeconds: 60 });
    const retireAt = test.now + 60_000;
    const next = test.create('endpoint');
    expect(test.refuse('endpoint', activation(next))).toEqual({ code: 'overlap_open', retireAt });
    test.activate('endpoint', next, { openOverlap: 'end' });
    expect(test.endpoint).not.toHaveProperty('inheritsUntil');
    expect(test.signers('endpoint')).toEqual([next]);
  });

  it('is refused when the account has been closed meanwhile', () => {
    const test = new TestAccount();
    test.create('account');
    const own = test.create('endpoint');
    test.accept('account', { type: 'close' });
    expect(test.refuse('endpoint', activation(own))).toEqual({ code: 'account_closed' });
  });
});
