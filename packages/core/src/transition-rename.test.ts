import { describe, expect, it } from 'vitest';
import { TestAccount } from './test-account.ts';

const HOUR_MS = 3600_000;
const _DAY_MS = 24 * HOUR_MS;

describe('rename', () => {
  it('changes a name in any state and leaves the epoch', () => {
    const test = new TestAccount();
    const first = test.create('account');
    test.activate('account', test.create('account'));
    const { epoch } = test.account;
    const done = test.accept('account', { type: 'rename', secretId: first, name: 'old' });
    expect(done.changed).toEqual([{ ...test.secret('account', first), name: 'old' }]);
    expect(test.secret('account', first)).toMatchObject({ name: 'old', status: 'disabled' });
    expect(test.account.epoch).toBe(epoch);
    expect(test.accept('account', { type: 'rename', secretId: first, name: 'old' }).effect).toBe('none');
  });
});
