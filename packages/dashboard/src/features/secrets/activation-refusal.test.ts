import { describe, expect, it } from 'vitest';
import { aPendingSecret, aSecret } from '../../test-rows.ts';
import { judgeActivation } from './activation-refusal.ts';

const replaced = aPendingSecret({
  status: 'disabled',
  disabled_reason: 'replaced',
  disabled_at: '2026-11-24T12:00:01.000Z',
  scope_epoch: 42,
});
const bens = aPendingSecret({
  id: 'sec_bens',
  name: 'Ben’s',
  created_at: '2026-11-24T12:00:01.000Z',
  scope_epoch: 42,
});

describe('an activation whose answer was a refusal, or never came', () => {
  it('was overtaken by the secret that replaced it', () => {
    const verdict = judgeActivation('sec_pending', 41, [bens, replaced, aSecret({ scope_epoch: 42 })]);
    expect(verdict).toEqual({ type: 'refused', refusal: { kind: 'replaced', by: bens } });
  });

  it('is not blamed on the secret of another scope that was created in the same moment', () => {
    const elsewhere = { ...bens, endpoint_id: 'ep_billing' };
    const verdict = judgeActivation('sec_pending', 41, [elsewhere, replaced]);
    expect(verdict).toEqual({
      type: 'refused',
      refusal: { kind: 'disabled', at: '2026-11-24T12:00:01.000Z' },
    });
  });

  it('happened when the secret is active', () => {
    const secret = aPendingSecret({ status: 'active' });
    expect(judgeActivation('sec_pending', 41, [secret])).toEqual({ type: 'activated', secret });
  });

  it('did not happen when the secret is pending at the same epoch', () => {
    const verdict = judgeActivation('sec_pending', 41, [aPendingSecret(), aSecret()]);
    expect(verdict).toEqual({ type: 'refused', refusal: { kind: 'still-pending' } });
  });

  it('must be looked at again when the secrets changed around it', () => {
    const verdict = judgeActivation('sec_pending', 40, [aPendingSecret()]);
    expect(verdict).toEqual({ type: 'refused', refusal: { kind: 'changed' } });
  });

  it('tells a cancelled secret and one that is not there', () => {
    const at = '2026-11-24T12:00:00.000Z';
    const cancelled = aPendingSecret({ status: 'disabled', disabled_reason: 'cancelled', disabled_at: at });
    expect(judgeActivation('sec_pending', 41, [cancelled])).toEqual({
      type: 'refused',
      refusal: { kind: 'cancelled', at },
    });
    expect(judgeActivation('sec_other', 41, [])).toEqual({ type: 'refused', refusal: { kind: 'missing' } });
  });
});
