import type { components } from '@keyturn/client';
import { describe, expect, it } from 'vitest';
import { aLastAttempt, anEndpoint, aSecret } from '../../test-rows.ts';
import { keysetOf } from './keyset.ts';
import { type Turn, turnOf, turnProgress } from './turn.ts';

const TURNED_AT = '2026-11-24T12:00:02.000Z';
const nowMs = Date.parse('2026-11-24T12:01:00.000Z');
const active = aSecret({
  id: 'sec_new',
  key_id: 'K7Q2MZ4HWD',
  created_at: '2026-11-24T11:57:00.000Z',
  activated_at: TURNED_AT,
});
const old = aSecret({ status: 'disabled', disabled_reason: 'superseded', disabled_at: TURNED_AT });
const audit: components['schemas']['AuditEntry'] = {
  id: 'aud_1',
  at: TURNED_AT,
  actor: { type: 'user', id: 'usr_ana', name: 'Ana' },
  act: 'secret.activated',
  object_type: 'secret',
  object_id: 'sec_new',
  before: null,
  after: {
    scope_epoch: 42,
    effective_at: '2026-11-24T12:00:02.310Z',
    previous_id: 'sec_active',
    previous_key_id: 'B3XN5KQ7TA',
  },
  reason: null,
  request_id: 'req_1',
  address: null,
};

describe('the last turn of a scope', () => {
  it('is known whole from the audit log', () => {
    expect(turnOf(keysetOf([active, old]), audit, nowMs)).toEqual({
      active,
      committedAt: TURNED_AT,
      epoch: 42,
      effectiveAt: '2026-11-24T12:00:02.310Z',
      oldKeyId: 'B3XN5KQ7TA',
      oldSecretId: 'sec_active',
      actor: 'Ana',
      overlapUntil: undefined,
    });
  });

  it('claims no fence where the audit log may not be read, and finds the old key by its end', () => {
    const turn = turnOf(keysetOf([active, old]), undefined, nowMs);
    expect([turn?.effectiveAt, turn?.oldKeyId, turn?.oldSecretId]).toEqual([
      undefined,
      'B3XN5KQ7TA',
      'sec_active',
    ]);
  });

  it('is none when the secret was active from its creation', () => {
    const first = aSecret({ created_at: TURNED_AT, activated_at: TURNED_AT });
    expect(turnOf(keysetOf([first]), undefined, nowMs)).toBeUndefined();
    expect(turnOf(keysetOf([]), undefined, nowMs)).toBeUndefined();
  });

  it('is shown for a day, and for as long as both keys sign', () => {
    const later = nowMs + 25 * 3600_000;
    expect(turnOf(keysetOf([active, old]), audit, later)).toBeUndefined();
    const retiring = aSecret({ status: 'retiring', retire_at: '2026-11-27T12:00:02.000Z' });
    expect(turnOf(keysetOf([active, retiring]), audit, later)?.overlapUntil).toBe(retiring.retire_at);
  });

  it('keeps an endpoint’s overlap with the account’s secret in view', () => {
    const inherits = { ...audit, after: { inherits_until: '2026-11-25T12:00:02.000Z' } };
    expect(turnOf(keysetOf([active]), inherits, nowMs)?.overlapUntil).toBe('2026-11-25T12:00:02.000Z');
  });
});

describe('the progress of a turn', () => {
  const turn = turnOf(keysetOf([active, old]), audit, nowMs) as Turn;
  const answer = (id: string, last: Parameters<typeof aLastAttempt>[0]) =>
    anEndpoint({ id, last_attempt: aLastAttempt(last) });
  const NONE: ReadonlySet<string> = new Set();
  const after = { started_at: '2026-11-24T12:00:05.000Z', key_ids: ['K7Q2MZ4HWD'] };

  it('is turned when each endpoint that was sent something accepted it with the new key', () => {
    const quiet = anEndpoint({ id: 'ep_quiet' });
    expect(turnProgress(turn, [answer('ep_1', after), quiet], NONE).state).toBe('turned');
  });

  it('needs attention when a receiver refuses the new key', () => {
    const refusal = { ...after, cause: 'http_status', status_code: 401 } as const;
    const progress = turnProgress(turn, [answer('ep_1', after), answer('ep_2', refusal)], NONE);
    expect(progress.state).toBe('attention');
    expect(progress.refused.map(({ endpoint }) => endpoint.id)).toEqual(['ep_2']);
  });

  it('does not blame the turn for a receiver that is down', () => {
    const down = { ...after, cause: 'http_status', status_code: 500 } as const;
    expect(turnProgress(turn, [answer('ep_1', down)], NONE)).toMatchObject({
      state: 'under-way',
      refused: [],
    });
  });

  it('stays turned when a receiver that accepted once is down later', () => {
    const down = { ...after, cause: 'http_status', status_code: 500 } as const;
    expect(turnProgress(turn, [answer('ep_1', down)], new Set(['ep_1'])).state).toBe('turned');
  });

  it('looks at no request from before the cut-over', () => {
    const before = { started_at: '2026-11-24T12:00:02.309Z', key_ids: ['K7Q2MZ4HWD'] };
    expect(turnProgress(turn, [answer('ep_1', before)], NONE)).toMatchObject({
      state: 'under-way',
      accepted: [],
    });
  });

  it('is not turned by a request that still carries the old key', () => {
    const wrong = { started_at: '2026-11-24T12:00:02.310Z', key_ids: ['B3XN5KQ7TA'] };
    expect(turnProgress(turn, [answer('ep_1', wrong)], NONE)).toMatchObject({
      state: 'under-way',
      accepted: [],
    });
  });
});
