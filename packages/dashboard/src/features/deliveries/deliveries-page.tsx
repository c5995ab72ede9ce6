import { Button } from '@mantine/core';
import { IconSend, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Delivery } from '../../api/models.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import { endpointsQuery } from '../endpoints/queries.ts';
import { useAccountName } from '../shell/queries.ts';
import type { DeliveriesSearch } from './deliveries-search.ts';
import { DeliveryTable } from './delivery-table.tsx';
import { useDeliveryList } from './queries.ts';

const route = getRouteApi('/accounts/$account/deliveries');
const STATUSES = ['waiting', 'delivered', 'dead'] as const satisfies readonly Delivery['status'][];

/** All deliveries of an account, behind a filter. */
export function DeliveriesPage() {
  const t = useTranslations('deliveries');
  const c = useTranslations('common');
  const { account } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useDeliveryList(account, search);
  const endpoints = useQuery(endpointsQuery(useApi(), account)).data;
  usePageTitle(t('title'), useAccountName(account));

  const isFiltered = Object.keys(search).length > 0;
  const filterBy = (
    change: { [Key in keyof DeliveriesSearch]?: DeliveriesSearch[Key] | undefined },
  ): void => {
    const next = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined);
    void navigate({ search: Object.fromEntries(next) as DeliveriesSearch });
  };
  const clear = (
    <Button variant="default" size="sm" onClick={() => void navigate({ search: {} })}>
      {c('clearAll')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <ListPanel
        list={list}
        filters={
          <>
            <FilterSelect
              label={t('filterStatus')}
              any={t('filterAnyStatus')}
              options={STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))}
              value={search.status}
              onChange={(status) => filterBy({ status })}
            />
            <FilterSelect
              label={t('filterEndpoint')}
              any={t('filterAnyEndpoint')}
              options={(endpoints ?? []).map(({ id, url }) => ({ value: id, label: shortUrl(url) }))}
              value={search.endpoint}
              onChange={(endpoint) => filterBy({ endpoint })}
            />
            <FilterText
              label={t('filterType')}
              placeholder={t('filterTypePlaceholder')}
              value={search.type}
              onChange={(type) => filterBy({ type })}
            />
            {search.event !== undefined && (
              <Button
                variant="default"
                size="sm"
                rightSection={<IconX size={14} aria-hidden />}
                onClick={() => filterBy({ event: undefined })}
              >
                {t('filterEvent', { id: search.event })}
              </Button>
            )}
            {isFiltered && clear}
          </>
        }
        empty={
          isFiltered ? (
            <EmptyState icon={<IconSend size={22} />} title={t('noMatchTitle')} action={clear}>
              {t('noMatchText')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={<IconSend size={22} />}
              title={t('emptyTitle')}
              action={
                <Link to="/accounts/$account/events" params={{ account }}>
                  {t('emptyAction')}
                </Link>
              }
            >
              {t('emptyText')}
            </EmptyState>
          )
        }
      >
        {(rows) => (
          <DeliveryTable
            account={account}
            deliveries={rows}
            endpoints={endpoints && new Map(endpoints.map((one) => [one.id, one]))}
          />
        )}
      </ListPanel>
    </>
  );
}
