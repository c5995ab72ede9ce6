import { Radio, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { DemoReceiver } from '../../api/session.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import classes from './demo-receiver-panel.module.css';
import { demoReceiverQuery } from './queries.ts';

const MODES = ['none', '500', 'slow', 'forget', 'gone'] as const satisfies readonly DemoReceiver['mode'][];

/** The demo's pretend customer: what it holds, what it has seen, and the switches that break it. */
export function DemoReceiverPanel() {
  const t = useTranslations('demo.receiver');
  const api = useApi();
  const queryClient = useQueryClient();
  const read = useQuery(demoReceiverQuery(api));
  const behave = useMutation({
    mutationFn: (mode: DemoReceiver['mode']) => api.demo.behave(mode),
    onSuccess: (receiver) => queryClient.setQueryData(demoReceiverQuery(api).queryKey, receiver),
  });
  const receiver = read.data;
  if (receiver === undefined) return null;
  return (
    <Panel title={t('title')}>
      <p className={classes.holds}>
        {receiver.key_ids.length === 0 ? (
          t('holdsNone')
        ) : (
          <>
            {t('holds')}{' '}
            {receiver.key_ids.map((keyId) => (
              <KeyId key={keyId} keyId={keyId} length="short" />
            ))}
          </>
        )}
      </p>
      <p className={classes.counts}>
        {t('counts', { verified: receiver.verified_count, refused: receiver.refused_count })}
      </p>
      <Radio.Group
        label={t('breakTitle')}
        description={t('breakText')}
        value={behave.isPending ? behave.variables : receiver.mode}
        onChange={(value) => {
          const mode = MODES.find((one) => one === value);
          if (mode !== undefined) behave.mutate(mode);
        }}
      >
        <Stack gap={8} mt={4}>
          {MODES.map((mode) => (
            <Radio key={mode} value={mode} size="xs" label={t(`modes.${mode}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {behave.isError && <ProblemView error={behave.error} />}
    </Panel>
  );
}
