import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { announce } from '../../ui/announcer.ts';
import { ActivateDialog } from './activate-dialog.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { shortKey } from './keyset.ts';
import { secretsQuery } from './queries.ts';
import { RenameDialog } from './rename-dialog.tsx';

export interface WebhookDialogsProps {
  readonly account: string;
  readonly endpoint: string | undefined;
}

const route = getRouteApi('/accounts/$account/webhook');

/** The dialog that the address names, if it names one. */
export function WebhookDialogs({ account, endpoint }: WebhookDialogsProps) {
  const t = useTranslations('secrets.activate');
  const { dialog, secret: secretId } = route.useSearch();
  const navigate = route.useNavigate();
  const { data } = useQuery(secretsQuery(useApi(), account, endpoint));
  const close = (): void =>
    void navigate({ search: ({ dialog: _, secret: __, ...rest }) => rest, replace: true });

  if (dialog === 'create') return <CreateDialog account={account} endpoint={endpoint} onClose={close} />;
  if (secretId === undefined) return null;
  if (dialog === 'activate') {
    return (
      <ActivateDialog
        key={secretId}
        account={account}
        endpoint={endpoint}
        secretId={secretId}
        onClose={close}
        onActivated={(activation) => {
          close();
          const secret = activation?.active ?? data?.secrets.find(({ id }) => id === secretId);
          if (secret !== undefined) announce(t('announceDone', { newKey: shortKey(secret.key_id) }));
        }}
      />
    );
  }
  const secret = data?.secrets.find(({ id }) => id === secretId);
  if (secret === undefined) return null;
  if (dialog === 'rename') return <RenameDialog account={account} secret={secret} onClose={close} />;
  if (dialog !== 'cancel' || (secret.status !== 'pending' && secret.status !== 'retiring')) return null;
  return <CancelDialog account={account} secret={secret} onClose={close} />;
}
