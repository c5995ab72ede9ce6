import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Activation } from '../../api/models.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { accountQuery } from '../shell/queries.ts';
import { ActivateForm } from './activate-form.tsx';
import { activationFacts } from './activation-facts.ts';
import { ActivationProgress } from './activation-progress.tsx';
import { judgeActivation } from './activation-refusal.ts';
import { ActivationRefused } from './activation-refused.tsx';
import { keysetOf } from './keyset.ts';
import { secretsQuery } from './queries.ts';
import { useActivation } from './use-activation.ts';

export interface ActivateDialogProps {
  readonly account: string;
  /** The scope; undefined is the account's. */
  readonly endpoint: string | undefined;
  readonly secretId: string;
  readonly onClose: () => void;
  /** `undefined` when the answer was lost and the secrets say that it is active. */
  readonly onActivated: (activation: Activation | undefined) => void;
}

/** The danger dialog around one act: what it will do, that it is happening, or why it did not. */
export function ActivateDialog(props: ActivateDialogProps) {
  const { account, endpoint, secretId, onClose, onActivated } = props;
  const t = useTranslations('secrets.activate');
  const api = useApi();
  const own = useQuery({ ...secretsQuery(api, account, endpoint), refetchOnMount: 'always' });
  const inherited = useQuery({ ...secretsQuery(api, account), enabled: endpoint !== undefined });
  const { data: about } = useQuery(accountQuery(api, account));
  const { state, activate, lookAgain } = useActivation(account, onActivated);

  const secret = own.data?.secrets.find((one) => one.id === secretId);
  const isBusy = state.step === 'waiting' || state.step === 'rereading';
  const isReady =
    own.data !== undefined && about !== undefined && (endpoint === undefined || inherited.data !== undefined);

  const content = () => {
    if (state.step === 'waiting' || state.step === 'rereading') return <ActivationProgress state={state} />;
    if (state.step === 'refused') {
      return <ActivationRefused refusal={state.refusal} onClose={onClose} onLookAgain={lookAgain} />;
    }
    if (own.isError) return <ProblemView error={own.error} onRetry={() => void own.refetch()} />;
    if (!isReady) return <SkeletonRows rows={4} />;
    if (secret?.status !== 'pending') {
      const verdict = judgeActivation(secretId, Number.NaN, own.data.secrets);
      const refusal = verdict.type === 'refused' ? verdict.refusal : ({ kind: 'already-active' } as const);
      return <ActivationRefused refusal={refusal} onClose={onClose} onLookAgain={lookAgain} />;
    }
    const accountsOwn = keysetOf(inherited.data?.secrets ?? []).active;
    const facts = activationFacts(secret, keysetOf(own.data.secrets), accountsOwn, about.signature_profiles);
    return (
      <ActivateForm
        account={account}
        facts={facts}
        error={state.error}
        onCancel={onClose}
        onActivate={(choice) => void activate(facts, choice)}
      />
    );
  };

  return (
    <Dialog
      isOpen
      tone="danger"
      size="lg"
      title={t('title', { name: secret?.name ?? '…' })}
      onClose={isBusy ? undefined : onClose}
    >
      {content()}
    </Dialog>
  );
}
