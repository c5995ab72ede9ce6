import { Button } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { CodeBlock } from '../../ui/code-block.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { FilterText } from '../../ui/filter-text.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccountName } from '../shell/queries.ts';
import { EventTable } from './event-table.tsx';
import type { EventsSearch } from './events-search.ts';
import { publishCurl } from './publish-curl.ts';
import { useEventList } from './queries.ts';

const route = getRouteApi('/accounts/$account/events');
const RANGES = ['hour', 'day', 'week'] as const;

/** What was published, behind a filter; before the first event, the command that publishes one. */
export function EventsPage() {
  const t = useTranslations('events');
  const c = useTranslations('common');
  const { account } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const list = useEventList(account, search);
  usePageTitle(t('title'), useAccountName(account));

  const go = (next: EventsSearch): void => void navigate({ search: next });
  const { type, range } = search;
  const isFiltered = type !== undefined || range !== undefined;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <ListPanel
        list={list}
        filters={
          <>
            <FilterText
              label={t('filterType')}
              placeholder={t('filterTypePlaceholder')}
              value={type}
              onChange={(typed) => go({ ...(typed && { type: typed }), ...(range && { range }) })}
            />
            <FilterSelect
              label={t('filterRange')}
              any={t('range.all')}
              options={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
              value={range}
              onChange={(chosen) => go({ ...(type && { type }), ...(chosen && { range: chosen }) })}
            />
          </>
        }
        empty={
          isFiltered ? (
            <EmptyState
              icon={<IconBolt size={22} />}
              title={t('noMatchTitle')}
              action={
                <Button variant="default" size="sm" onClick={() => go({})}>
                  {c('clearAll')}
                </Button>
              }
            >
              {t('noMatchText')}
            </EmptyState>
          ) : (
            <EmptyState
              icon={<IconBolt size={22} />}
              title={t('emptyTitle')}
              action={<CodeBlock code={publishCurl(location.origin, account)} label={t('publish')} />}
            >
              {t('emptyText')}
            </EmptyState>
          )
        }
      >
        {(rows) => <EventTable account={account} events={rows} />}
      </ListPanel>
    </>
  );
}
