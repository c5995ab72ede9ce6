import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { faultAt } from '../../api/failure.ts';
import type { Secret } from '../../api/models.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { secretsKey } from './queries.ts';

export interface RenameDialogProps {
  readonly account: string;
  readonly secret: Secret;
  readonly onClose: () => void;
}

/** Another name for a secret; receivers never see it. */
export function RenameDialog({ account, secret, onClose }: RenameDialogProps) {
  const t = useTranslations('secrets.renameDialog');
  const c = useTranslations('common');
  const { client } = useApi();
  const queryClient = useQueryClient();
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: secret.name } });
  const rename = useMutation({
    mutationFn: (body: { name: string }) =>
      client.updateSecret({ path: { account, secret: secret.id }, body }),
    onSuccess: onClose,
    onError: (error) => form.setFieldError('name', faultAt(error, '/name')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: secretsKey(account) }),
  });
  return (
    <Dialog isOpen size="sm" title={t('title')} onClose={onClose}>
      <form onSubmit={form.onSubmit((body) => rename.mutate(body))}>
        <Stack gap="md">
          {rename.isError && <ProblemView error={rename.error} />}
          <TextInput
            label={t('name')}
            required
            withAsterisk={false}
            maxLength={100}
            data-autofocus
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {c('cancel')}
            </Button>
            <Button type="submit" loading={rename.isPending}>
              {t('submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
