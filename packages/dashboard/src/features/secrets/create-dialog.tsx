import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { CreatedSecret } from '../../api/models.ts';
import { announce } from '../../ui/announcer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { CreateForm } from './create-form.tsx';
import { keysetOf } from './keyset.ts';
import { secretsKey, secretsQuery } from './queries.ts';
import { SecretLost } from './secret-lost.tsx';
import { SecretShown } from './secret-shown.tsx';

export interface CreateDialogProps {
  readonly account: string;
  /** The scope; undefined is the account's. */
  readonly endpoint: string | undefined;
  readonly onClose: () => void;
}

/**
 * Creates a secret and shows its text, once. The text lives in this component's state alone: no query, no mutation and no store ever
 * holds it, and it goes when the dialog does.
 */
export function CreateDialog({ account, endpoint, onClose }: CreateDialogProps) {
  const t = useTranslations('secrets');
  const api = useApi();
  const queryClient = useQueryClient();
  const own = useQuery({ ...secretsQuery(api, account, endpoint), refetchOnMount: 'always' });
  const accounts = useQuery(secretsQuery(api, account));
  const [created, setCreated] = useState<CreatedSecret>();

  const show = (secret: CreatedSecret): void => {
    setCreated(secret);
    announce(t(secret.status === 'active' ? 'shown.announceActive' : 'shown.announcePending'));
    void queryClient.invalidateQueries({ queryKey: secretsKey(account) });
  };
  const close = (): void => {
    setCreated(undefined);
    onClose();
  };

  if (created === undefined) {
    const failed = own.isError ? own : accounts;
    const isReady = own.data !== undefined && accounts.data !== undefined;
    return (
      <Dialog
        isOpen
        title={endpoint === undefined ? t('create.title') : t('create.titleEndpoint')}
        onClose={onClose}
      >
        {!isReady && failed.isError && (
          <ProblemView error={failed.error} onRetry={() => void failed.refetch()} />
        )}
        {!isReady && !failed.isError && <SkeletonRows rows={2} />}
        {isReady && (
          <CreateForm
            account={account}
            endpoint={endpoint}
            secrets={own.data.secrets}
            // An endpoint that signs with the account's secret goes over by an activation: its first own secret waits.
            signs={keysetOf(own.data.secrets).active ?? keysetOf(accounts.data.secrets).active}
            onCancel={onClose}
            onCreated={show}
          />
        )}
      </Dialog>
    );
  }
  if (created.secret === null) {
    return (
      <Dialog isOpen title={t('shown.lostTitle')} onClose={close}>
        <SecretLost status={created.status} onCreateAnother={() => setCreated(undefined)} onClose={close} />
      </Dialog>
    );
  }
  return (
    // No way out but the choice inside: a text that is lost is lost for good.
    <Dialog isOpen title={t('shown.title')}>
      <SecretShown account={account} created={created} text={created.secret} onDone={close} />
    </Dialog>
  );
}
