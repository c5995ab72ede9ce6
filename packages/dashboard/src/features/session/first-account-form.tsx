import { Button, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { faultAt, hasCode } from '../../api/failure.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { useProblemText } from '../../ui/use-problem-text.ts';
import { proposeAccountId } from './propose-account-id.ts';

export interface FirstAccountFormProps {
  readonly onCreated: (account: string) => void;
}

/** An account's name, and the id that is proposed from it until the person types another. */
export function FirstAccountForm({ onCreated }: FirstAccountFormProps) {
  const t = useTranslations('session');
  const { client } = useApi();
  const queryClient = useQueryClient();
  const problemText = useProblemText();
  const form = useForm({ initialValues: { name: '', id: '' } });
  const create = useMutation({
    mutationFn: (body: { name: string; id: string }) => client.createAccount({ body }),
    onSuccess: async (account) => {
      await queryClient.invalidateQueries();
      onCreated(account.id);
    },
    onError: (error) => {
      form.setErrors({
        name: faultAt(error, '/name'),
        id: hasCode(error, 'account_id_taken') ? problemText(error).title : faultAt(error, '/id'),
      });
    },
  });
  const name = form.getInputProps('name');
  return (
    <form onSubmit={form.onSubmit((body) => create.mutate(body))}>
      <Stack gap="md">
        {create.isError && <ProblemView error={create.error} />}
        <TextInput
          label={t('accountName')}
          required
          withAsterisk={false}
          maxLength={100}
          {...name}
          onChange={(event) => {
            const { value } = event.currentTarget;
            // The proposal follows the name until the person has an idea of their own.
            if (form.values.id === proposeAccountId(form.values.name)) {
              form.setFieldValue('id', proposeAccountId(value));
            }
            form.setFieldValue('name', value);
          }}
        />
        <TextInput
          label={t('accountId')}
          description={t('accountIdHint')}
          required
          withAsterisk={false}
          pattern="[A-Za-z0-9_\-]{1,64}"
          {...form.getInputProps('id')}
        />
        <Button type="submit" loading={create.isPending} fullWidth>
          {t('createAccount')}
        </Button>
      </Stack>
    </form>
  );
}
