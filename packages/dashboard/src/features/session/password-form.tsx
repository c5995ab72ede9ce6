import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { ProblemView } from '../../ui/problem-view.tsx';

export interface PasswordFormProps {
  /** For the password manager, which asks whose password it is. */
  readonly email: string;
  readonly onConfirmed: () => void;
  readonly onLeave: () => void;
}

/** The password alone, of the person who is signed in. */
export function PasswordForm({ email, onConfirmed, onLeave }: PasswordFormProps) {
  const t = useTranslations('session');
  const api = useApi();
  const form = useForm({ mode: 'uncontrolled', initialValues: { password: '' } });
  const confirm = useMutation({
    mutationFn: (password: string) => api.session.reauthenticate(password),
    gcTime: 0,
    onSuccess: onConfirmed,
  });
  return (
    <form onSubmit={form.onSubmit(({ password }) => confirm.mutate(password))}>
      <Stack gap="md">
        {confirm.isError && <ProblemView error={confirm.error} />}
        <input type="email" value={email} autoComplete="username" readOnly hidden />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          key={form.key('password')}
          {...form.getInputProps('password')}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onLeave}>
            {t('leave')}
          </Button>
          <Button type="submit" loading={confirm.isPending}>
            {t('confirm')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
