import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { BackLink } from '../../ui/back-link.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { RefreshFailed } from '../../ui/refresh-failed.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { endpointsQuery } from '../endpoints/queries.ts';
import { useAccountName } from '../shell/queries.ts';
import { AttemptCard } from './attempt-card.tsx';
import { attemptHint } from './attempt-hint.ts';
import { AttemptTimeline } from './attempt-timeline.tsx';
import { DeliveryActions } from './delivery-actions.tsx';
import { DeliveryFacts } from './delivery-facts.tsx';
import { DeliveryStatus } from './delivery-status.tsx';
import { DeliverySummary } from './delivery-summary.tsx';
import { attemptsQuery, deliveryQuery } from './queries.ts';

const route = getRouteApi('/accounts/$account/deliveries/$delivery');

/** One delivery: where it stands in a sentence, then every attempt, all open. */
export function DeliveryPage() {
  const t = useTranslations('deliveries');
  const api = useApi();
  const { account, delivery: id } = route.useParams();
  const read = useQuery(deliveryQuery(api, account, id));
  const delivery = read.data;
  const attempts = useQuery({
    ...attemptsQuery(api, account, id, delivery?.attempt_count ?? 0),
    enabled: delivery !== undefined,
  });
  const endpoints = useQuery(endpointsQuery(api, account)).data;
  usePageTitle(delivery?.event_type ?? t('one'), useAccountName(account));

  const back = (
    <BackLink>
      <Link to="/accounts/$account/deliveries" params={{ account }}>
        {t('title')}
      </Link>
    </BackLink>
  );
  if (delivery === undefined) {
    return (
      <>
        {back}
        <PageHeader title={t('one')} />
        {read.isError ? (
          <ProblemView error={read.error} onRetry={() => void read.refetch()} />
        ) : (
          <SkeletonRows rows={4} />
        )}
      </>
    );
  }
  const endpoint = endpoints?.find((one) => one.id === delivery.endpoint_id);
  const rows = attempts.data?.data ?? [];
  return (
    <>
      {back}
      <PageHeader
        title={delivery.event_type}
        description={
          <>
            <DeliveryStatus status={delivery.status} />{' '}
            <DeliverySummary delivery={delivery} last={rows.at(-1)} endpoint={endpoint} />
          </>
        }
        actions={<DeliveryActions account={account} delivery={delivery} endpoint={endpoint} />}
      />
      {read.isError && <RefreshFailed error={read.error} />}
      <Panel title={t('one')}>
        <DeliveryFacts account={account} delivery={delivery} endpoint={endpoint} />
      </Panel>
      <Panel title={t('attempts')} note={t('signatureNote')}>
        {attempts.isError && <ProblemView error={attempts.error} onRetry={() => void attempts.refetch()} />}
        {attempts.isPending && <SkeletonRows rows={2} />}
        {attempts.isSuccess && rows.length === 0 && <p>{t('attemptsNone')}</p>}
        {rows.length > 1 && <AttemptTimeline attempts={rows} />}
        <Stack gap="sm">
          {rows.toReversed().map((attempt, index, newestFirst) => {
            const after = newestFirst[index - 1];
            const isTold = after !== undefined && attemptHint(after) === attemptHint(attempt);
            return <AttemptCard key={attempt.n} attempt={attempt} advice={isTold ? 'told' : 'tell'} />;
          })}
        </Stack>
      </Panel>
    </>
  );
}
