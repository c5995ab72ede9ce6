import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconWebhook } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterSelect } from '../../ui/filter-select.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { wholeList } from '../../ui/whole-list.ts';
import { useMayWrite } from '../session/queries.ts';
import { useAccountName } from '../shell/queries.ts';
import { EndpointForm } from './endpoint-form.tsx';
import { EndpointTable } from './endpoint-table.tsx';
import { type EndpointsSearch, filterEndpoints } from './endpoints-search.ts';
import { endpointsQuery } from './queries.ts';

const route = getRouteApi('/accounts/$account/endpoints');

/** The endpoints of an account, and adding one. */
export function EndpointsPage() {
  const t = useTranslations('endpoints');
  const c = useTranslations('common');
  const { account } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const mayWrite = useMayWrite(account);
  const read = useQuery(endpointsQuery(useApi(), account));
  usePageTitle(t('title'), useAccountName(account));

  const go = (next: EndpointsSearch): void => void navigate({ search: next, replace: true });
  const { text, state, dialog, ...rest } = search;
  const isFiltered = text !== undefined || state !== undefined;
  const add = mayWrite && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: { ...search, dialog: 'add' } })}
    >
      {t('add')}
    </Button>
  );
  const close = (): void => go({ ...rest, ...(text && { text }), ...(state && { state }) });
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      <ListPanel
        list={wholeList(read, (endpoints) => filterEndpoints(endpoints, search))}
        filters={
          <>
            <TextInput
              size="sm"
              type="search"
              aria-label={t('filterText')}
              placeholder={t('filterText')}
              leftSection={<IconSearch size={15} aria-hidden />}
              defaultValue={text ?? ''}
              onChange={(event) => {
                const { value } = event.currentTarget;
                go({ ...(value !== '' && { text: value }), ...(state && { state }) });
              }}
            />
            <FilterSelect
              label={t('filterState')}
              any={t('filterAny')}
              options={[
                { value: 'on', label: t('state.on') },
                { value: 'paused', label: t('state.paused') },
              ]}
              value={state}
              onChange={(chosen) => go({ ...(text && { text }), ...(chosen && { state: chosen }) })}
            />
          </>
        }
        empty={
          isFiltered ? (
            <EmptyState
              icon={<IconWebhook size={22} />}
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
            <EmptyState icon={<IconWebhook size={22} />} title={t('emptyTitle')} action={add}>
              {t('emptyText')}
            </EmptyState>
          )
        }
      >
        {(rows) => <EndpointTable account={account} endpoints={rows} />}
      </ListPanel>
      {dialog === 'add' && (
        <Dialog isOpen title={t('form.addTitle')} onClose={close}>
          <EndpointForm
            account={account}
            onCancel={close}
            onSaved={({ id }) =>
              void navigate({
                to: '/accounts/$account/endpoints/$endpoint',
                params: { account, endpoint: id },
              })
            }
          />
        </Dialog>
      )}
    </>
  );
}
