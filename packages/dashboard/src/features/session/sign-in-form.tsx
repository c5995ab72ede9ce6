import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { sessionQuery } from './queries.ts';

export interface SignInFormProps {
  /** Who was signed in before, so that nothing is asked twice. */
  readonly email?: string | undefined;
  readonly onSignedIn: () => void;
}

/** Email and password. What was typed stays when it was wrong. */
export function SignInForm({ email, onSignedIn }: SignInFormProps) {
  const t = useTranslations('session');
  const api = useApi();
  const queryClient = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { email: email ?? '', password: '' } });
  const signIn = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      api.session.signIn(values.email, values.password),
    // The variables hold a password: they go with the form.
    gcTime: 0,
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery(api).queryKey, session);
      onSignedIn();
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => signIn.mutate(values))}>
      <Stack gap="md">
        {signIn.isError && <ProblemView error={signIn.error} />}
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          data-autofocus={email === undefined ? true : undefined}
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus={email === undefined ? undefined : true}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          {t('signIn')}
        </Button>
      </Stack>
    </form>
  );
}
