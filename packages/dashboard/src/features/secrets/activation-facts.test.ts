import { describe, expect, it } from 'vitest';
import { aDelivery, anEndpoint, aPendingSecret, aSecret } from '../../test-rows.ts';
import {
  activationBody,
  activationFacts,
  confirms,
  endpointsOfScope,
  waitingOfScope,
} from './activation-facts.ts';
import { endpointsWithOwnSecret, keysetOf } from './keyset.ts';

const active = aSecret();
const pending = aPendingSecret();

describe('what the Activate dialog tells', () => {
  it('names the key that starts and the one that stops, and carries the epoch that it showed', () => {
    const facts = activationFacts(pending, keysetOf([pending, active]), undefined, ['standard']);
    expect(facts).toMatchObject({ turn: 'account', epoch: 41, hasKore: false });
    expect([facts.next.key_id, facts.former?.key_id]).toEqual(['K7Q2MZ4HWD', 'B3XN5KQ7TA']);
  });

  it('calls it going over when an endpoint leaves the account’s secret', () => {
    const own = aPendingSecret({ endpoint_id: 'ep_billing' });
    const facts = activationFacts(own, keysetOf([own]), active, ['standard']);
    expect([facts.turn, facts.former?.id]).toEqual(['going-over', active.id]);
  });

  it('calls it the endpoint’s turn when the endpoint has an active secret of its own', () => {
    const own = aSecret({ id: 'sec_own', endpoint_id: 'ep_billing' });
    const next = aPendingSecret({ endpoint_id: 'ep_billing' });
    const facts = activationFacts(next, keysetOf([next, own]), active, ['standard']);
    expect([facts.turn, facts.former?.id]).toEqual(['endpoint', 'sec_own']);
  });

  it('tells of the overlap that the activation ends', () => {
    const retiring = aSecret({ id: 'sec_old', status: 'retiring', retire_at: '2026-11-25T12:00:00.000Z' });
    const facts = activationFacts(pending, keysetOf([pending, active, retiring]), undefined, ['standard']);
    expect(facts.retiring?.id).toBe('sec_old');
    expect(activationBody(facts, { type: 'now' })).toEqual({ overlap_seconds: 0, end_overlap: true });
  });
});

describe('what the Activate dialog asks for', () => {
  const facts = (profiles: readonly string[]) =>
    activationFacts(pending, keysetOf([pending, active]), undefined, profiles);

  it('stops the old key now, or later', () => {
    expect(activationBody(facts(['standard']), { type: 'now' })).toEqual({ overlap_seconds: 0 });
    expect(activationBody(facts(['standard']), { type: 'overlap', seconds: 86_400 })).toEqual({
      overlap_seconds: 86_400,
    });
  });

  it('accepts the hard cut of the kore signature only together with an overlap', () => {
    const kore = facts(['standard', 'kore']);
    expect(activationBody(kore, { type: 'overlap', seconds: 3600 })).toEqual({
      overlap_seconds: 3600,
      accept_hard_cut: true,
    });
    expect(activationBody(kore, { type: 'now' })).toEqual({ overlap_seconds: 0 });
  });
});

describe('the typed confirmation', () => {
  it.each([
    ['K7Q2M', true],
    [' k7q2m ', true],
    ['K7Q2', false],
    ['K7Q2MZ', false],
    ['B3XN5', false],
    ['', false],
  ])('takes %j: %s', (typed, isTaken) => {
    expect(confirms(typed, 'K7Q2MZ4HWD')).toBe(isTaken);
  });
});

describe('whom an activation concerns', () => {
  const billing = anEndpoint();
  const crm = anEndpoint({ id: 'ep_crm' });
  const own = endpointsWithOwnSecret([
    aSecret({ endpoint_id: 'ep_crm' }),
    aPendingSecret({ endpoint_id: 'ep_billing' }),
    active,
  ]);

  it('leaves out endpoints that sign with a secret of their own', () => {
    expect(endpointsOfScope([billing, crm], null, own)).toEqual([billing]);
    expect(endpointsOfScope([billing, crm], 'ep_crm', own)).toEqual([crm]);
  });

  it('counts the deliveries that would carry the new key', () => {
    const waiting = [aDelivery(), aDelivery({ endpoint_id: 'ep_crm' }), aDelivery()];
    expect(waitingOfScope(waiting, null, own)).toBe(2);
    expect(waitingOfScope(waiting, 'ep_crm', own)).toBe(1);
  });
});
