import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { EventSummary } from '../../api/models.ts';
import { DataTable, rowLinkClass } from '../../ui/data-table.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import classes from './event-table.module.css';
import { useByteSize } from './use-byte-size.ts';

export interface EventTableProps {
  readonly account: string;
  readonly events: readonly EventSummary[];
}

/** Events as rows; each leads to its page. */
export function EventTable({ account, events }: EventTableProps) {
  const t = useTranslations('events');
  const sizeOf = useByteSize();
  return (
    <DataTable
      label={t('title')}
      rows={events}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'type',
          header: t('columns.type'),
          width: 'wide',
          cell: (row) => (
            <Link
              className={rowLinkClass}
              to="/accounts/$account/events/$event"
              params={{ account, event: row.id }}
            >
              {row.type}
            </Link>
          ),
        },
        {
          key: 'id',
          header: t('columns.id'),
          width: 'wide',
          cell: (row) => <code className={classes.id}>{row.id}</code>,
        },
        { key: 'subject', header: t('columns.subject'), cell: (row) => <bdi>{row.subject ?? '–'}</bdi> },
        {
          key: 'deliveries',
          header: t('columns.deliveries'),
          align: 'end',
          cell: (row) => row.delivery_count,
        },
        { key: 'size', header: t('columns.size'), align: 'end', cell: (row) => sizeOf(row.body_bytes) },
        {
          key: 'accepted',
          header: t('columns.accepted'),
          cell: (row) => <TimeAgo at={row.accepted_at} />,
        },
      ]}
    />
  );
}
