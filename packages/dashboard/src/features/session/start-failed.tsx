import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { ProblemView } from '../../ui/problem-view.tsx';
import { SessionCard } from './session-card.tsx';

/** A sign-in link that did not work: why, and the other way in. */
export function StartFailed({ error }: ErrorComponentProps) {
  const t = useTranslations('session');
  const router = useRouter();
  return (
    <SessionCard title={t('linkFailed')} lead={t('linkLead')}>
      <ProblemView error={error} onRetry={() => void router.invalidate()} />
      <p>
        <Link to="/sign-in">{t('toSignIn')}</Link>
      </p>
    </SessionCard>
  );
}
