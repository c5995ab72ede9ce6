import { useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { FirstAccountForm } from './first-account-form.tsx';
import { FirstUserForm } from './first-user-form.tsx';
import { useSession } from './queries.ts';
import { SessionCard } from './session-card.tsx';

/** The first run: a user, then an account; the Webhook page takes it from there. */
export function SetUpPage() {
  const t = useTranslations('session');
  const navigate = useNavigate();
  const { setup_required: needsUser, is_operator: isOperator } = useSession();
  usePageTitle(t('setUpTitle'));
  if (needsUser && !isOperator) {
    return (
      <SessionCard title={t('needLinkTitle')} lead={t('needLinkLead')}>
        <p>
          {t('needLinkAgain')} <code>keyturn login-link</code>
        </p>
      </SessionCard>
    );
  }
  if (needsUser) {
    return (
      <SessionCard title={t('setUpUser')} lead={t('setUpUserLead')}>
        <FirstUserForm />
      </SessionCard>
    );
  }
  return (
    <SessionCard title={t('setUpAccount')} lead={t('setUpAccountLead')}>
      <FirstAccountForm
        onCreated={(account) =>
          void navigate({ to: '/accounts/$account/webhook', params: { account }, replace: true })
        }
      />
    </SessionCard>
  );
}
