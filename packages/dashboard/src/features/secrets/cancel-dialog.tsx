import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Secret } from '../../api/models.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { KeyId } from '../../ui/key-id.tsx';
import { shortKey } from './keyset.ts';
import { secretsKey } from './queries.ts';

export interface CancelDialogProps {
  readonly account: string;
  /** Pending (it is cancelled) or retiring (its overlap ends now). */
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Takes a pending secret back, or ends an overlap: one call of the API, and for good. */
export function CancelDialog({ account, secret, onClose }: CancelDialogProps) {
  const t = useTranslations('secrets');
  const { client } = useApi();
  const queryClient = useQueryClient();
  const end = useMutation({
    mutationFn: () => client.cancelSecret({ path: { account, secret: secret.id } }),
    onSuccess: onClose,
    onSettled: () => queryClient.invalidateQueries({ queryKey: secretsKey(account) }),
  });
  const isOverlap = secret.status === 'retiring';
  const keyId = shortKey(secret.key_id);
  const values = { keyId, key: () => <KeyId keyId={secret.key_id} length="short" /> };
  return (
    <ConfirmDialog
      title={isOverlap ? t('endDialog.title') : t('cancelDialog.title', { name: secret.name })}
      confirm={isOverlap ? t('endDialog.confirm', { keyId }) : t('cancelDialog.confirm')}
      keep={isOverlap ? t('endDialog.keep') : t('cancelDialog.keep')}
      isPending={end.isPending}
      error={end.error}
      onConfirm={() => end.mutate()}
      onClose={onClose}
    >
      {isOverlap ? t.rich('endDialog.text', values) : t.rich('cancelDialog.text', values)}
    </ConfirmDialog>
  );
}
