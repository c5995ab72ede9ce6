import { IconSend } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { MonoId } from '../../ui/mono-id.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { DeliveryTable } from '../deliveries/delivery-table.tsx';
import { useDeliveryList } from '../deliveries/queries.ts';
import { endpointsQuery } from '../endpoints/queries.ts';
import { useAccountName } from '../shell/queries.ts';
import { EventBody } from './event-body.tsx';
import { eventQuery } from './queries.ts';
import { useByteSize } from './use-byte-size.ts';

const route = getRouteApi('/accounts/$account/events/$event');

/** One event: its body as it was signed and sent, and its way to each endpoint. */
export function EventPage() {
  const t = useTranslations('events');
  const api = useApi();
  const { account, event: id } = route.useParams();
  const read = useQuery(eventQuery(api, account, id));
  const event = read.data;
  const endpoints = useQuery(endpointsQuery(api, account)).data;
  const deliveries = useDeliveryList(account, { event: id });
  const sizeOf = useByteSize();
  usePageTitle(event?.type ?? t('one'), useAccountName(account));

  return (
    <>
      <BackLink>
        <Link to="/accounts/$account/events" params={{ account }}>
          {t('title')}
        </Link>
      </BackLink>
      <PageHeader title={event?.type ?? t('one')} />
      {event === undefined && read.isError && (
        <ProblemView error={read.error} onRetry={() => void read.refetch()} />
      )}
      {event === undefined && !read.isError && <SkeletonRows rows={4} />}
      {event !== undefined && (
        <>
          <Panel title={t('one')}>
            <Facts
              facts={[
                { key: 'id', label: t('facts.id'), value: <MonoId id={event.id} what={t('facts.id')} /> },
                {
                  key: 'accepted',
                  label: t('facts.accepted'),
                  value: <TimeAgo at={event.accepted_at} />,
                },
                { key: 'subject', label: t('facts.subject'), value: <bdi>{event.subject ?? '–'}</bdi> },
                { key: 'contentType', label: t('facts.contentType'), value: event.content_type },
                { key: 'size', label: t('facts.size'), value: sizeOf(event.body_bytes) },
              ]}
            />
          </Panel>
          <ListPanel
            list={deliveries}
            empty={<EmptyState icon={<IconSend size={22} />} title={t('deliveriesNone')} />}
          >
            {(rows) => (
              <DeliveryTable
                account={account}
                deliveries={rows}
                endpoints={endpoints && new Map(endpoints.map((one) => [one.id, one]))}
                without="type"
              />
            )}
          </ListPanel>
          <EventBody event={event} />
        </>
      )}
    </>
  );
}
