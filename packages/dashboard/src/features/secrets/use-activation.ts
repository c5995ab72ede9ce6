import { KeyturnProblem } from '@keyturn/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../api/api.ts';
import type { Activation } from '../../api/models.ts';
import { type ActivationFacts, activationBody, type OverlapChoice } from './activation-facts.ts';
import { type ActivationRefusal, judgeActivation } from './activation-refusal.ts';
import { secretsKey, secretsQuery } from './queries.ts';

/** Where an activation stands. */
export type ActivationState =
  | { readonly step: 'choosing'; readonly error?: unknown }
  | { readonly step: 'waiting' }
  /** The answer was lost: the state is read before anything is said. */
  | { readonly step: 'rereading'; readonly tries: number }
  | { readonly step: 'refused'; readonly refusal: ActivationRefusal };

const REREAD_PAUSE_MS = 1_500;

/** After these it is not known whether anything happened: reading the secrets decides. */
const UNDECIDED = new Set(['store_unavailable', 'internal_error', 'shutting_down', 'overloaded']);
/** These say that somebody was faster: reading the secrets tells who. */
const OVERTAKEN = new Set(['secret_not_pending', 'epoch_changed', 'overlap_open']);

/** Activates a secret and says only what is known: what the answer said, or what the secrets say when the answer was lost. */
export function useActivation(
  account: string,
  onActivated: (activation: Activation | undefined) => void,
): {
  state: ActivationState;
  activate(facts: ActivationFacts, choice: Exclude<OverlapChoice, undefined>): Promise<void>;
  lookAgain(): void;
} {
  const api = useApi();
  const queryClient = useQueryClient();
  const [state, setState] = useState<ActivationState>({ step: 'choosing' });

  async function finish(activation: Activation | undefined): Promise<void> {
    await queryClient.invalidateQueries({ queryKey: secretsKey(account) });
    onActivated(activation);
  }

  async function reread({ next, epoch }: ActivationFacts): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      setState({ step: 'rereading', tries });
      try {
        const query = secretsQuery(api, account, next.endpoint_id ?? undefined);
        const { secrets } = await queryClient.fetchQuery({ ...query, staleTime: 0 });
        const verdict = judgeActivation(next.id, epoch, secrets);
        if (verdict.type === 'activated') await finish(undefined);
        else setState({ step: 'refused', refusal: verdict.refusal });
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, REREAD_PAUSE_MS));
      }
    }
  }

  return {
    state,
    lookAgain: () => setState({ step: 'choosing' }),
    async activate(facts, choice) {
      setState({ step: 'waiting' });
      try {
        const activation = await api.client.activateSecret({
          path: { account, secret: facts.next.id },
          headers: { 'If-Match': `"${facts.epoch}"` },
          body: activationBody(facts, choice),
        });
        await finish(activation);
      } catch (error) {
        const code = error instanceof KeyturnProblem ? error.code : undefined;
        if (code === undefined || UNDECIDED.has(code) || OVERTAKEN.has(code)) await reread(facts);
        else setState({ step: 'choosing', error });
      }
    },
  };
}
