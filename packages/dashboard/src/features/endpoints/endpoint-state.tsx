import { IconCircleCheck, IconPlayerPause } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Endpoint } from '../../api/models.ts';
import { StatusWord } from '../../ui/status-word.tsx';

export interface EndpointStateProps {
  readonly endpoint: Endpoint;
}

/** Whether an endpoint takes deliveries: On, Paused, or paused because its receiver said that it is gone. */
export function EndpointState({ endpoint }: EndpointStateProps) {
  const t = useTranslations('endpoints.state');
  if (!endpoint.paused) return <StatusWord look="badge" tone="ok" icon={IconCircleCheck} word={t('on')} />;
  const isGone = endpoint.paused_reason === 'gone';
  return (
    <StatusWord
      look="badge"
      tone={isGone ? 'bad' : 'wait'}
      icon={IconPlayerPause}
      word={isGone ? t('gone') : t('paused')}
    />
  );
}
