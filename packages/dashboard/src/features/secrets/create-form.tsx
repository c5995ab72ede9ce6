import { Button, Group, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { faultAt } from '../../api/failure.ts';
import type { CreatedSecret, Secret } from '../../api/models.ts';
import { focusOnMount } from '../../ui/focus-on-mount.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { CreateConsequence } from './create-consequence.tsx';
import classes from './create-form.module.css';
import { keysetOf } from './keyset.ts';
import { useProposedName } from './use-proposed-name.ts';

export interface CreateFormProps {
  readonly account: string;
  readonly endpoint: string | undefined;
  /** The secrets of the scope, newest first. */
  readonly secrets: readonly Secret[];
  /** The secret that signs in the scope now; undefined before the first one. */
  readonly signs: Secret | undefined;
  readonly onCancel: () => void;
  readonly onCreated: (secret: CreatedSecret) => void;
}

const NAME_CHARACTERS_MAX = 100;

/** The name of a new secret, and what creating it does: said before, replacing included. */
export function CreateForm(props: CreateFormProps) {
  const { account, endpoint, secrets, signs, onCancel, onCreated } = props;
  const t = useTranslations('secrets.create');
  const c = useTranslations('common');
  const { client } = useApi();
  const { pending } = keysetOf(secrets);
  const proposed = useProposedName(secrets, signs === undefined);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useForm({ mode: 'uncontrolled', initialValues: { name: proposed } });

  // Not a mutation of the query library: its cache would keep the answer, and the answer holds the text.
  const create = async ({ name }: { name: string }): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const body = { name, ...(endpoint === undefined ? {} : { endpoint_id: endpoint }) };
      onCreated(await client.createSecret({ path: { account }, body }));
    } catch (thrown) {
      setError(thrown);
      form.setFieldError('name', faultAt(thrown, '/name'));
      setBusy(false);
    }
  };

  return (
    <form className={classes.root} onSubmit={form.onSubmit((values) => void create(values))}>
      {error !== undefined && <ProblemView error={error} />}
      <CreateConsequence signs={signs} pending={pending} />
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        required
        withAsterisk={false}
        maxLength={NAME_CHARACTERS_MAX}
        autoComplete="off"
        data-autofocus
        ref={focusOnMount}
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onCancel}>
          {c('cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {pending === undefined ? t('submit') : t('submitReplacing')}
        </Button>
      </Group>
    </form>
  );
}
