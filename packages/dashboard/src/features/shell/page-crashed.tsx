import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { ProblemView } from '../../ui/problem-view.tsx';
import { SessionCard } from '../session/session-card.tsx';

/** A page that could not be shown: why, and a way to try again. */
export function PageCrashed({ error, reset }: ErrorComponentProps) {
  const t = useTranslations('shell');
  const router = useRouter();
  return (
    <SessionCard title={t('crashedTitle')}>
      <ProblemView
        error={error}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </SessionCard>
  );
}
