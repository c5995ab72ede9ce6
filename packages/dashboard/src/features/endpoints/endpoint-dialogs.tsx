import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Endpoint } from '../../api/models.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { shortUrl } from './endpoint-answer.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { endpointsKey } from './queries.ts';

export interface EndpointDialogsProps {
  readonly account: string;
  readonly endpoint: Endpoint;
}

const route = getRouteApi('/accounts/$account/endpoints/$endpoint');

/** The dialog that the address of an endpoint's page names, if it names one. */
export function EndpointDialogs({ account, endpoint }: EndpointDialogsProps) {
  const t = useTranslations('endpoints');
  const { client } = useApi();
  const queryClient = useQueryClient();
  const { dialog } = route.useSearch();
  const navigate = route.useNavigate();
  const close = (): void => void navigate({ search: {}, replace: true });
  const remove = useMutation({
    mutationFn: () => client.deleteEndpoint({ path: { account, endpoint: endpoint.id } }),
    onSuccess: async () => {
      await navigate({ to: '/accounts/$account/endpoints', params: { account }, search: {} });
      await queryClient.invalidateQueries({ queryKey: endpointsKey(account) });
    },
  });
  if (dialog === 'edit') {
    return (
      <Dialog isOpen title={t('form.editTitle')} onClose={close}>
        <EndpointForm account={account} endpoint={endpoint} onCancel={close} onSaved={close} />
      </Dialog>
    );
  }
  if (dialog !== 'delete') return null;
  return (
    <ConfirmDialog
      title={t('deleteDialog.title')}
      confirm={t('deleteDialog.confirm')}
      keep={t('deleteDialog.keep')}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={close}
    >
      {t.rich('deleteDialog.text', {
        urlText: shortUrl(endpoint.url),
        url: (chunks) => <code>{chunks}</code>,
      })}
    </ConfirmDialog>
  );
}
