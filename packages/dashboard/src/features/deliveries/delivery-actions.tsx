import { Button } from '@mantine/core';
import { IconCheck, IconRefresh, IconTerminal2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Delivery, Endpoint } from '../../api/models.ts';
import { announce } from '../../ui/announcer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { useCopied } from '../../ui/use-copied.ts';
import { eventQuery } from '../events/queries.ts';
import { useMayWrite } from '../session/queries.ts';
import { curlOf } from './curl-of.ts';
import { deliveriesKey } from './queries.ts';

export interface DeliveryActionsProps {
  readonly account: string;
  readonly delivery: Delivery;
  readonly endpoint: Endpoint | undefined;
}

/** What can be done with a delivery: send it again, or take its request along. */
export function DeliveryActions({ account, delivery, endpoint }: DeliveryActionsProps) {
  const t = useTranslations('deliveries');
  const api = useApi();
  const queryClient = useQueryClient();
  const mayWrite = useMayWrite(account);
  const event = useQuery(eventQuery(api, account, delivery.event_id)).data;
  const { isCopied, copy } = useCopied();
  const retry = useMutation({
    mutationFn: () => api.client.retryDelivery({ path: { account, delivery: delivery.id } }),
    onSuccess: () => announce(t('retried')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: deliveriesKey(account) }),
  });
  const curl = event && endpoint && curlOf(event, endpoint);
  return (
    <>
      {curl !== undefined && (
        <Button
          variant="default"
          leftSection={
            isCopied ? <IconCheck size={16} aria-hidden /> : <IconTerminal2 size={16} aria-hidden />
          }
          onClick={() => void copy(curl)}
        >
          {isCopied ? t('copied') : t('copyCurl')}
        </Button>
      )}
      {mayWrite && (
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={retry.isPending}
          onClick={() => retry.mutate()}
        >
          {t('retry')}
        </Button>
      )}
      {retry.isError && (
        <Dialog isOpen title={t('retry')} onClose={() => retry.reset()}>
          <ProblemView error={retry.error} onRetry={() => retry.mutate()} />
        </Dialog>
      )}
    </>
  );
}
