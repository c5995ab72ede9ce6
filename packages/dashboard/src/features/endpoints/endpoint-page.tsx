import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { RefreshFailed } from '../../ui/refresh-failed.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccountName } from '../shell/queries.ts';
import { EndpointActions } from './endpoint-actions.tsx';
import { shortUrl } from './endpoint-answer.ts';
import { EndpointDeliveries } from './endpoint-deliveries.tsx';
import { EndpointDialogs } from './endpoint-dialogs.tsx';
import { EndpointFacts } from './endpoint-facts.tsx';
import { EndpointState } from './endpoint-state.tsx';
import { LastAnswerWords } from './last-answer-words.tsx';
import { endpointQuery } from './queries.ts';

const route = getRouteApi('/accounts/$account/endpoints/$endpoint');

/** One endpoint: whether it takes deliveries, what it wants, which secret signs, and its newest deliveries. */
export function EndpointPage() {
  const t = useTranslations('endpoints');
  const { account, endpoint: id } = route.useParams();
  const read = useQuery(endpointQuery(useApi(), account, id));
  const endpoint = read.data;
  usePageTitle(endpoint === undefined ? t('title') : shortUrl(endpoint.url), useAccountName(account));
  const back = (
    <BackLink>
      <Link to="/accounts/$account/endpoints" params={{ account }}>
        {t('title')}
      </Link>
    </BackLink>
  );
  if (endpoint === undefined) {
    return (
      <>
        {back}
        <PageHeader title={t('title')} />
        {read.isError ? (
          <ProblemView error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <SkeletonRows rows={4} />
        )}
      </>
    );
  }
  return (
    <>
      {back}
      <PageHeader
        title={shortUrl(endpoint.url)}
        description={
          <>
            <EndpointState endpoint={endpoint} /> <bdi>{endpoint.description}</bdi>
          </>
        }
        actions={<EndpointActions account={account} endpoint={endpoint} />}
      />
      {read.isError && <RefreshFailed error={read.error} />}
      {endpoint.paused_at !== null && (
        <Notice
          tone={endpoint.paused_reason === 'gone' ? 'danger' : 'warning'}
          title={t.rich(endpoint.paused_reason === 'gone' ? 'pausedGone' : 'pausedManual', {
            at: () => <TimeAgo at={endpoint.paused_at ?? ''} />,
          })}
        />
      )}
      <Panel title={t('settings')} note={<LastAnswerWords endpoint={endpoint} />}>
        <EndpointFacts account={account} endpoint={endpoint} />
      </Panel>
      <EndpointDeliveries account={account} endpoint={endpoint} />
      <EndpointDialogs account={account} endpoint={endpoint} />
    </>
  );
}
