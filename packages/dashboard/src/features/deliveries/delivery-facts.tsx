import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Delivery, Endpoint } from '../../api/models.ts';
import { Facts } from '../../ui/facts.tsx';
import { MonoId } from '../../ui/mono-id.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';

export interface DeliveryFactsProps {
  readonly account: string;
  readonly delivery: Delivery;
  /** Undefined when it was deleted, or is not read yet. */
  readonly endpoint: Endpoint | undefined;
}

/** What is known of a delivery beside its attempts. */
export function DeliveryFacts({ account, delivery, endpoint }: DeliveryFactsProps) {
  const t = useTranslations('deliveries');
  const retries = delivery.generation - 1;
  const facts = [
    {
      key: 'endpoint',
      label: t('facts.endpoint'),
      value:
        endpoint === undefined ? (
          <MonoId id={delivery.endpoint_id} what={t('facts.endpoint')} />
        ) : (
          <Link
            to="/accounts/$account/endpoints/$endpoint"
            params={{ account, endpoint: delivery.endpoint_id }}
          >
            {endpoint.url}
          </Link>
        ),
    },
    {
      key: 'event',
      label: t('facts.event'),
      value: (
        <Link to="/accounts/$account/events/$event" params={{ account, event: delivery.event_id }}>
          {delivery.event_id}
        </Link>
      ),
    },
    { key: 'id', label: t('facts.id'), value: <MonoId id={delivery.id} what={t('facts.id')} /> },
    { key: 'created', label: t('facts.created'), value: <TimeAgo at={delivery.created_at} /> },
    ...(delivery.next_attempt_at === null
      ? []
      : [{ key: 'next', label: t('facts.next'), value: <TimeAgo at={delivery.next_attempt_at} /> }]),
    ...(delivery.closed_at === null
      ? []
      : [{ key: 'closed', label: t('facts.closed'), value: <TimeAgo at={delivery.closed_at} /> }]),
    {
      key: 'generation',
      label: t('facts.generation'),
      value: t('facts.generationTimes', { count: retries }),
    },
  ];
  return <Facts facts={facts} />;
}
