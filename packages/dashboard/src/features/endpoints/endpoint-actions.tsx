import { Button } from '@mantine/core';
import {
  IconDotsVertical,
  IconFlask,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Endpoint } from '../../api/models.ts';
import { announce } from '../../ui/announcer.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Menu } from '../../ui/menu.tsx';
import { MenuItem } from '../../ui/menu-item.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { deliveriesKey } from '../deliveries/queries.ts';
import { useMayWrite } from '../session/queries.ts';
import { endpointsKey } from './queries.ts';

export interface EndpointActionsProps {
  readonly account: string;
  readonly endpoint: Endpoint;
}

const route = getRouteApi('/accounts/$account/endpoints/$endpoint');

/** What can be done with an endpoint: try it, pause it, change it, delete it. */
export function EndpointActions({ account, endpoint }: EndpointActionsProps) {
  const t = useTranslations('endpoints');
  const { client } = useApi();
  const queryClient = useQueryClient();
  const navigate = route.useNavigate();
  const path = { account, endpoint: endpoint.id };
  const act = useMutation({
    mutationFn: async (verb: 'test' | 'pause' | 'resume') => {
      if (verb === 'test') await client.testEndpoint({ path });
      else if (verb === 'pause') await client.pauseEndpoint({ path });
      else await client.resumeEndpoint({ path });
    },
    onSuccess: (_, verb) => announce(verb === 'test' ? t('testSent') : t(verb)),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: endpointsKey(account) });
      await queryClient.invalidateQueries({ queryKey: deliveriesKey(account) });
    },
  });
  if (!useMayWrite(account)) return null;
  return (
    <>
      {endpoint.paused ? (
        <Button
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          loading={act.isPending}
          onClick={() => act.mutate('resume')}
        >
          {t('resume')}
        </Button>
      ) : (
        <Button
          leftSection={<IconFlask size={16} aria-hidden />}
          loading={act.isPending && act.variables === 'test'}
          onClick={() => act.mutate('test')}
        >
          {t('test')}
        </Button>
      )}
      <Menu look="icon" align="end" label={t('more')} trigger={<IconDotsVertical size={17} aria-hidden />}>
        <MenuItem icon={IconPencil} onSelect={() => void navigate({ search: { dialog: 'edit' } })}>
          {t('edit')}
        </MenuItem>
        {!endpoint.paused && (
          <MenuItem icon={IconPlayerPause} onSelect={() => act.mutate('pause')}>
            {t('pause')}
          </MenuItem>
        )}
        <MenuItem
          icon={IconTrash}
          tone="danger"
          onSelect={() => void navigate({ search: { dialog: 'delete' } })}
        >
          {t('delete')}
        </MenuItem>
      </Menu>
      {act.isError && (
        <Dialog isOpen title={t('title')} onClose={() => act.reset()}>
          <ProblemView error={act.error} onRetry={() => act.mutate(act.variables)} />
        </Dialog>
      )}
    </>
  );
}
