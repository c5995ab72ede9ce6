import { describe, expect, it } from 'vitest';
import { aLastAttempt, anEndpoint, aPendingSecret, aSecret } from '../../test-rows.ts';
import { keysetOf } from '../secrets/keyset.ts';
import { currentStep, stepsDone } from './guide-steps.ts';

const first = aSecret();
const pending = aPendingSecret();
const turned = aPendingSecret({ status: 'active', activated_at: '2026-11-24T12:00:02.000Z' });
const sent = (keyIds: readonly string[], cause: 'ok' | 'http_status' = 'ok') =>
  anEndpoint({ last_attempt: aLastAttempt({ key_ids: keyIds, cause }) });

describe('the guide of the demo', () => {
  it.each([
    ['nothing yet', [], [anEndpoint()], 'event'],
    ['an unsigned event', [], [sent([])], 'first'],
    ['the first secret', [first], [sent([])], 'next'],
    ['a pending one', [pending, first], [sent([first.key_id])], 'activate'],
    ['a turn that no receiver has accepted', [turned], [sent([turned.key_id], 'http_status')], 'done'],
    ['a turn whose newest request is older than it', [turned], [sent([first.key_id])], 'done'],
    ['a turn that was accepted', [turned], [sent([turned.key_id])], undefined],
  ] as const)('after %s goes on with step %#', (_, secrets, endpoints, step) => {
    expect(currentStep(stepsDone({ keyset: keysetOf([...secrets]), endpoints }))).toBe(step);
  });
});
