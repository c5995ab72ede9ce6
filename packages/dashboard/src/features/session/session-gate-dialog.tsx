import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Session } from '../../api/session.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { PasswordForm } from './password-form.tsx';
import { sessionQuery } from './queries.ts';
import { SignInForm } from './sign-in-form.tsx';

/** Asks for the password, or to sign in again, above whatever the person was doing; that then goes on by itself. */
export function SessionGateDialog() {
  const t = useTranslations('session');
  const api = useApi();
  const queryClient = useQueryClient();
  const asked = useSyncExternalStore(api.gate.subscribe, api.gate.asked);
  const known = queryClient.getQueryData<Session>(sessionQuery(api).queryKey);

  const decline = (): void => api.gate.settle('declined');
  const grant = (): void => {
    api.gate.settle('granted');
    void queryClient.invalidateQueries({ queryKey: sessionQuery(api).queryKey });
  };
  return (
    <Dialog
      isOpen={asked !== undefined}
      onClose={decline}
      size="sm"
      title={asked === 'reauthenticate' ? t('freshTitle') : t('expiredTitle')}
    >
      <p>{asked === 'reauthenticate' ? t('freshLead') : t('expiredLead')}</p>
      {asked === 'reauthenticate' && known?.user?.has_password === false && <p>{t('noPasswordYet')}</p>}
      {asked === 'reauthenticate' ? (
        <PasswordForm email={known?.user?.email ?? ''} onConfirmed={grant} onLeave={decline} />
      ) : (
        <SignInForm email={known?.user?.email} onSignedIn={grant} />
      )}
    </Dialog>
  );
}
