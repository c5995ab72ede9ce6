import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { Notice } from '../../ui/notice.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { RefreshFailed } from '../../ui/refresh-failed.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { useMayWrite } from '../session/queries.ts';
import { CutoverCard } from './cutover-card.tsx';
import { keysetOf } from './keyset.ts';
import { secretsQuery } from './queries.ts';
import { RulesPanel } from './rules-panel.tsx';
import type { SecretActions } from './secret-row-actions.tsx';
import { SecretsCard } from './secrets-card.tsx';
import { useTurn } from './use-turn.ts';

export interface SecretsTabProps {
  readonly account: string;
  readonly endpoint: string | undefined;
}

const route = getRouteApi('/accounts/$account/webhook');

/** The secrets of a scope: what signs now, what waits, and how the last turn went. */
export function SecretsTab({ account, endpoint }: SecretsTabProps) {
  const t = useTranslations('secrets');
  const api = useApi();
  const navigate = route.useNavigate();
  const mayWrite = useMayWrite(account);
  const own = useQuery(secretsQuery(api, account, endpoint));
  const accounts = useQuery(secretsQuery(api, account));
  const keyset = keysetOf(own.data?.secrets ?? []);
  const followed = useTurn(account, endpoint, keyset);
  if (own.data === undefined) {
    if (own.isError) return <ProblemView error={own.error} onRetry={() => void own.refetch()} />;
    return <SkeletonRows rows={3} />;
  }

  const open = (dialog: 'create' | 'activate' | 'cancel' | 'rename', secret?: string): void =>
    void navigate({
      search: (search) => ({ ...search, dialog, ...(secret === undefined ? {} : { secret }) }),
    });
  const actions: SecretActions | undefined = mayWrite
    ? {
        onCreate: () => open('create'),
        onActivate: ({ id }) => open('activate', id),
        onCancel: ({ id }) => open('cancel', id),
        onEndOverlap: ({ id }) => open('cancel', id),
        onRename: ({ id }) => open('rename', id),
      }
    : undefined;
  const accountsActive = keysetOf(accounts.data?.secrets ?? []).active;
  const inherited = endpoint === undefined ? undefined : accountsActive;
  const isUnsigned =
    accounts.data !== undefined && keyset.active === undefined && accountsActive === undefined;
  return (
    <>
      {own.isError && <RefreshFailed error={own.error} />}
      {isUnsigned && (
        <Notice
          tone="warning"
          title={t('unsigned.title')}
          action={actions && <Button onClick={actions.onCreate}>{t('card.create')}</Button>}
        >
          {t('unsigned.text')}
        </Notice>
      )}
      <SecretsCard
        account={account}
        list={own.data}
        inherited={inherited}
        scope={endpoint === undefined ? 'account' : 'endpoint'}
        actions={actions}
      />
      {followed !== undefined && <CutoverCard account={account} {...followed} />}
      <RulesPanel />
    </>
  );
}
