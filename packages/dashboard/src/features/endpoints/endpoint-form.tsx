import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { failureOf, faultAt, hasCode } from '../../api/failure.ts';
import type { Endpoint } from '../../api/models.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { formatEventTypes, parseEventTypes } from './event-types.ts';
import { endpointsKey } from './queries.ts';

export interface EndpointFormProps {
  readonly account: string;
  /** The endpoint that is changed; absent for a new one. */
  readonly endpoint?: Endpoint | undefined;
  readonly onCancel: () => void;
  readonly onSaved: (endpoint: Endpoint) => void;
}

interface Values {
  readonly url: string;
  readonly description: string;
  readonly types: string;
}

/** The URL of a receiver and the events that it wants. What was typed stays when the server refuses it. */
export function EndpointForm({ account, endpoint, onCancel, onSaved }: EndpointFormProps) {
  const t = useTranslations('endpoints.form');
  const c = useTranslations('common');
  const { client } = useApi();
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: {
      url: endpoint?.url ?? '',
      description: endpoint?.description ?? '',
      types: formatEventTypes(endpoint?.event_types ?? []),
    },
  });
  const save = useMutation({
    mutationFn: ({ url, description, types }: Values) => {
      const body = { url, description, event_types: parseEventTypes(types) };
      return endpoint === undefined
        ? client.createEndpoint({ path: { account }, body })
        : client.updateEndpoint({ path: { account, endpoint: endpoint.id }, body });
    },
    onSuccess: onSaved,
    onError: (error) => {
      const isUrl = hasCode(error, 'endpoint_url_refused');
      form.setErrors({
        url: isUrl ? failureOf(error).detail : faultAt(error, '/url'),
        description: faultAt(error, '/description'),
        types: faultAt(error, '/event_types') ?? faultAt(error, '/event_types/0'),
      });
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: endpointsKey(account) }),
  });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack gap="md">
        {save.isError && <ProblemView error={save.error} />}
        <TextInput
          label={t('url')}
          description={t('urlHint')}
          placeholder="https://hooks.example.com/in"
          required
          withAsterisk={false}
          maxLength={2048}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          data-autofocus
          key={form.key('url')}
          {...form.getInputProps('url')}
        />
        <TextInput
          label={`${t('description')} (${c('optional')})`}
          maxLength={500}
          key={form.key('description')}
          {...form.getInputProps('description')}
        />
        <Textarea
          label={`${t('types')} (${c('optional')})`}
          description={t('typesHint')}
          autosize={false}
          rows={3}
          spellCheck={false}
          key={form.key('types')}
          {...form.getInputProps('types')}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            {c('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {endpoint === undefined ? t('add') : t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
