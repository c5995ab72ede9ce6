import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SessionCard } from './session-card.tsx';
import { SignInForm } from './sign-in-form.tsx';
import classes from './sign-in-page.module.css';

const route = getRouteApi('/sign-in');

/** Signing in, and on to where the person wanted to go. */
export function SignInPage() {
  const t = useTranslations('session');
  const navigate = useNavigate();
  const { next } = route.useSearch();
  usePageTitle(t('signIn'));
  return (
    <SessionCard title={t('signInTitle')} lead={t('signInLead')}>
      <SignInForm onSignedIn={() => void navigate({ href: next ?? '/', replace: true })} />
      <p className={classes.hint}>
        {t('noPassword')} <code>keyturn login-link</code>
      </p>
    </SessionCard>
  );
}
