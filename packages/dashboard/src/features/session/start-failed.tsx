import { getRouteApi, Link, useRouter } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { ProblemView } from '../../ui/problem-view.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SessionCard } from './session-card.tsx';

const route = getRouteApi('/start');

/** A sign-in link that did not work: why, and the other way in. */
export function StartFailed() {
  const t = useTranslations('session');
  const router = useRouter();
  const { refusal } = route.useRouteContext();
  usePageTitle(t('linkFailed'));
  return (
    <SessionCard title={t('linkFailed')} lead={t('linkLead')}>
      <ProblemView error={refusal} onRetry={() => void router.invalidate()} />
      <p>
        <Link to="/sign-in">{t('toSignIn')}</Link>
      </p>
    </SessionCard>
  );
}
