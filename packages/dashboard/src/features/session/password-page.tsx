import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { NewPasswordForm } from './new-password-form.tsx';
import { useSession } from './queries.ts';
import { SessionCard } from './session-card.tsx';

/** A password for who came in by a link, or another one for who has one. */
export function PasswordPage() {
  const t = useTranslations('session');
  const navigate = useNavigate();
  const isFirst = useSession().user?.has_password === false;
  const title = isFirst ? t('passwordTitle') : t('passwordChangeTitle');
  usePageTitle(title);
  return (
    <SessionCard title={title} lead={isFirst ? t('passwordLead') : t('passwordChangeLead')}>
      <NewPasswordForm onSaved={() => void navigate({ to: '/', replace: true })} />
    </SessionCard>
  );
}
