import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Delivery, Endpoint } from '../../api/models.ts';
import { DataTable, rowLinkClass } from '../../ui/data-table.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import { DeliveryNext } from './delivery-next.tsx';
import { DeliveryStatus } from './delivery-status.tsx';
import { LastAttemptKey, LastAttemptWord } from './last-attempt.tsx';

export interface DeliveryTableProps {
  readonly account: string;
  readonly deliveries: readonly Delivery[];
  /** By id; an endpoint that is missing was deleted, or is not read yet. */
  readonly endpoints: ReadonlyMap<string, Endpoint> | undefined;
  /** `type` is left out where all rows are of one event, `endpoint` where they are of one endpoint. */
  readonly without?: 'type' | 'endpoint';
}

/** Deliveries as rows; each leads to its page. */
export function DeliveryTable({ account, deliveries, endpoints, without }: DeliveryTableProps) {
  const t = useTranslations('deliveries');
  const urlOf = (id: string): string => {
    const endpoint = endpoints?.get(id);
    if (endpoint !== undefined) return shortUrl(endpoint.url);
    return endpoints === undefined ? id : t('deletedEndpoint');
  };
  const columns = [
    {
      key: 'type',
      header: without === 'type' ? t('columns.endpoint') : t('columns.type'),
      width: 'wide' as const,
      cell: (row: Delivery) => (
        <Link
          className={rowLinkClass}
          to="/accounts/$account/deliveries/$delivery"
          params={{ account, delivery: row.id }}
        >
          {without === 'type' ? urlOf(row.endpoint_id) : row.event_type}
        </Link>
      ),
    },
    {
      key: 'status',
      header: t('columns.status'),
      cell: (row: Delivery) => <DeliveryStatus status={row.status} />,
    },
    {
      key: 'endpoint',
      header: t('columns.endpoint'),
      width: 'wide' as const,
      cell: (row: Delivery) => urlOf(row.endpoint_id),
    },
    {
      key: 'last',
      header: t('columns.last'),
      cell: (row: Delivery) => <LastAttemptWord last={row.last_attempt} />,
    },
    {
      key: 'key',
      header: t('columns.key'),
      cell: (row: Delivery) => <LastAttemptKey last={row.last_attempt} />,
    },
    {
      key: 'attempts',
      header: t('columns.attempts'),
      align: 'end' as const,
      cell: (row: Delivery) => row.attempt_count,
    },
    {
      key: 'next',
      header: t('columns.next'),
      cell: (row: Delivery) => <DeliveryNext delivery={row} endpoint={endpoints?.get(row.endpoint_id)} />,
    },
    {
      key: 'created',
      header: t('columns.created'),
      cell: (row: Delivery) => <TimeAgo at={row.created_at} />,
    },
  ];
  return (
    <DataTable
      label={t('title')}
      columns={columns.filter(({ key }) => !(without !== undefined && key === 'endpoint'))}
      rows={deliveries}
      rowKey={(row) => row.id}
    />
  );
}
