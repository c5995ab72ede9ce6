import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Endpoint } from '../../api/models.ts';
import { DataTable, rowLinkClass } from '../../ui/data-table.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { shortUrl } from './endpoint-answer.ts';
import { EndpointState } from './endpoint-state.tsx';
import { LastAnswerWords } from './last-answer-words.tsx';

export interface EndpointTableProps {
  readonly account: string;
  readonly endpoints: readonly Endpoint[];
}

/** Endpoints as rows; each leads to its page. */
export function EndpointTable({ account, endpoints }: EndpointTableProps) {
  const t = useTranslations('endpoints');
  return (
    <DataTable
      label={t('title')}
      rows={endpoints}
      rowKey={(row) => row.id}
      columns={[
        {
          key: 'url',
          header: t('columns.url'),
          width: 'wide',
          cell: (row) => (
            <Link
              className={rowLinkClass}
              to="/accounts/$account/endpoints/$endpoint"
              params={{ account, endpoint: row.id }}
            >
              {shortUrl(row.url)}
            </Link>
          ),
        },
        { key: 'state', header: t('columns.state'), cell: (row) => <EndpointState endpoint={row} /> },
        {
          key: 'last',
          header: t('columns.last'),
          width: 'wide',
          cell: (row) => <LastAnswerWords endpoint={row} />,
        },
        {
          key: 'types',
          header: t('columns.types'),
          cell: (row) => (row.event_types.length === 0 ? t('allTypes') : row.event_types.join(', ')),
        },
        { key: 'created', header: t('columns.created'), cell: (row) => <TimeAgo at={row.created_at} /> },
      ]}
    />
  );
}
