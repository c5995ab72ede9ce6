import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SessionCard } from '../session/session-card.tsx';

/** An address that is no page. */
export function NotFound() {
  const t = useTranslations('shell');
  usePageTitle(t('notFoundTitle'));
  return (
    <SessionCard title={t('notFoundTitle')} lead={t('notFoundText')}>
      <Link to="/">{t('home')}</Link>
    </SessionCard>
  );
}
