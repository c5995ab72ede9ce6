import { Button, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { faultAt } from '../../api/failure.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { PASSWORD_CHARACTERS_MIN } from './password-rules.ts';
import { sessionQuery, useSession } from './queries.ts';

export interface NewPasswordFormProps {
  readonly onSaved: () => void;
}

/** A new password of the person who is signed in. */
export function NewPasswordForm({ onSaved }: NewPasswordFormProps) {
  const t = useTranslations('session');
  const api = useApi();
  const queryClient = useQueryClient();
  const email = useSession().user?.email ?? '';
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } });
  const save = useMutation({
    mutationFn: (password: string) => api.session.setPassword(password),
    gcTime: 0,
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery(api).queryKey, session);
      onSaved();
    },
    onError: (error) => form.setFieldError('password', faultAt(error, '/password')),
  });
  return (
    <form onSubmit={form.onSubmit(({ password }) => save.mutate(password))}>
      <Stack gap="md">
        {save.isError && <ProblemView error={save.error} />}
        <input type="email" value={email} autoComplete="username" readOnly hidden />
        <PasswordInput
          label={t('newPassword')}
          description={t('passwordHint')}
          autoComplete="new-password"
          minLength={PASSWORD_CHARACTERS_MIN}
          required
          withAsterisk={false}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={save.isPending} fullWidth>
          {t('savePassword')}
        </Button>
      </Stack>
    </form>
  );
}
