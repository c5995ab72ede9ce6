import { getRouteApi } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { LinkTabs } from '../../ui/link-tabs.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { Guide } from '../demo/guide.tsx';
import { useSession } from '../session/queries.ts';
import { useAccountName } from '../shell/queries.ts';
import { ScopeSelect } from './scope-select.tsx';
import { SecretsTab } from './secrets-tab.tsx';
import { VerifyTab } from './verify-tab.tsx';
import { WebhookDialogs } from './webhook-dialogs.tsx';
import classes from './webhook-page.module.css';

const route = getRouteApi('/accounts/$account/webhook');

/** The page of the secret that signs: its states, its turn, and how receivers verify. */
export function WebhookPage() {
  const t = useTranslations('secrets');
  const { account } = route.useParams();
  const { endpoint, tab } = route.useSearch();
  const navigate = route.useNavigate();
  const { mode } = useSession();
  usePageTitle(t('title'), useAccountName(account));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <ScopeSelect
            account={account}
            endpoint={endpoint}
            onChange={(chosen) => void navigate({ search: chosen === undefined ? {} : { endpoint: chosen } })}
          />
        }
      />
      <LinkTabs
        label={t('title')}
        tabs={[
          { key: 'secrets', label: t('tabSecrets'), isCurrent: tab === undefined },
          { key: 'verify', label: t('tabVerify'), isCurrent: tab === 'verify' },
        ]}
        onChoose={(key) =>
          void navigate({
            search: ({ tab: _, ...rest }) => (key === 'verify' ? { ...rest, tab: 'verify' } : rest),
          })
        }
      />
      <div className={classes.columns} data-guided={mode === 'demo' || undefined}>
        <div className={classes.column}>
          {tab === 'verify' ? <VerifyTab /> : <SecretsTab account={account} endpoint={endpoint} />}
        </div>
        {mode === 'demo' && <Guide account={account} />}
      </div>
      <WebhookDialogs account={account} endpoint={endpoint} />
    </>
  );
}
