import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { faultAt } from '../../api/failure.ts';
import type { FirstUser } from '../../api/session.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { PASSWORD_CHARACTERS_MIN } from './password-rules.ts';
import { sessionQuery } from './queries.ts';

/** The first user of an installation, who is signed in at once. */
export function FirstUserForm() {
  const t = useTranslations('session');
  const api = useApi();
  const queryClient = useQueryClient();
  const form = useForm<FirstUser>({
    mode: 'uncontrolled',
    initialValues: { name: '', email: '', password: '' },
  });
  const setUp = useMutation({
    mutationFn: (user: FirstUser) => api.session.setUp(user),
    gcTime: 0,
    onSuccess: (session) => queryClient.setQueryData(sessionQuery(api).queryKey, session),
    onError: (error) => {
      for (const field of ['name', 'email', 'password'] as const) {
        const fault = faultAt(error, `/${field}`);
        if (fault !== undefined) form.setFieldError(field, fault);
      }
    },
  });
  return (
    <form onSubmit={form.onSubmit((user) => setUp.mutate(user))}>
      <Stack gap="md">
        {setUp.isError && <ProblemView error={setUp.error} />}
        <TextInput
          label={t('name')}
          autoComplete="name"
          required
          withAsterisk={false}
          key={form.key('name')}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          key={form.key('email')}
          {...form.getInputProps('email')}
        />
        <PasswordInput
          label={t('password')}
          description={t('passwordHint')}
          autoComplete="new-password"
          minLength={PASSWORD_CHARACTERS_MIN}
          required
          withAsterisk={false}
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Button type="submit" loading={setUp.isPending} fullWidth>
          {t('createUser')}
        </Button>
      </Stack>
    </form>
  );
}
