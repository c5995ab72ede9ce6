import { describe, expect, it } from 'vitest';
import { aLastAttempt, anEndpoint, aPendingSecret, aSecret } from '../../test-rows.ts';
import { keysetOf } from '../secrets/keyset.ts';
import { currentStep, missingKey, stepsDone } from './guide-steps.ts';

const first = aSecret();
const pending = aPendingSecret();
const turned = aPendingSecret({ status: 'active', activated_at: '2026-11-24T12:00:02.000Z' });
const sent = (keyIds: readonly string[], cause: 'ok' | 'http_status' = 'ok') =>
  anEndpoint({ last_attempt: aLastAttempt({ key_ids: keyIds, cause }) });

const [FIRST, NEXT] = [first.key_id, pending.key_id];

describe('the guide of the demo', () => {
  it.each([
    ['nothing yet', [], [anEndpoint()], [], 'event'],
    ['an unsigned event', [], [sent([])], [], 'first'],
    ['a first secret that signed nothing yet', [first], [sent([])], [FIRST], 'first'],
    ['the first signed event', [first], [sent([FIRST])], [FIRST], 'next'],
    ['a pending one', [pending, first], [sent([FIRST])], [FIRST], 'give'],
    ['a pending one that the receiver holds', [pending, first], [sent([FIRST])], [NEXT, FIRST], 'activate'],
    ['a turn before the receiver had it', [turned], [sent([NEXT], 'http_status')], [FIRST], 'give'],
    ['a turn that no receiver has accepted', [turned], [sent([NEXT], 'http_status')], [NEXT], 'done'],
    ['a turn whose newest request is older than it', [turned], [sent([FIRST])], [NEXT], 'done'],
    ['a turn that was accepted', [turned], [sent([NEXT])], [NEXT, FIRST], undefined],
    [
      'a further secret',
      [{ ...pending, id: 'sec_3', key_id: 'OTYMC' }, turned],
      [sent([NEXT])],
      [NEXT],
      'give',
    ],
  ] as const)('after %s goes on with the right step', (_, secrets, endpoints, receiverKeyIds, step) => {
    const facts = { keyset: keysetOf([...secrets]), endpoints, receiverKeyIds };
    expect(currentStep(stepsDone(facts))).toBe(step);
  });

  it('says which key the receiver lacks, once it verifies at all', () => {
    const lacks = (receiverKeyIds: readonly string[]) =>
      missingKey({ keyset: keysetOf([pending, first]), endpoints: [], receiverKeyIds });
    expect([lacks([]), lacks([NEXT]), lacks([NEXT, FIRST])]).toEqual([undefined, FIRST, undefined]);
  });
});
