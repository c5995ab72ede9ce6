import { Button } from '@mantine/core';
import { IconCheck, IconTransfer } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { ProblemView } from '../../ui/problem-view.tsx';
import { demoReceiverQuery } from './queries.ts';

export interface GiveToReceiverProps {
  readonly text: string;
  readonly onGiven: () => void;
}

/** Demo only: hands a new secret to the pretend customer, as a person would deploy it. */
export function GiveToReceiver({ text, onGiven }: GiveToReceiverProps) {
  const t = useTranslations('demo.receiver');
  const api = useApi();
  const queryClient = useQueryClient();
  const [state, setState] = useState<'open' | 'busy' | 'given'>('open');
  const [error, setError] = useState<unknown>();
  // Not a mutation of the query library: its cache would keep the text.
  const give = async (): Promise<void> => {
    setState('busy');
    try {
      queryClient.setQueryData(demoReceiverQuery(api).queryKey, await api.demo.giveSecret(text));
      setState('given');
      onGiven();
    } catch (thrown) {
      setState('open');
      setError(thrown);
    }
  };
  return (
    <>
      <Button
        size="sm"
        variant="light"
        loading={state === 'busy'}
        disabled={state === 'given'}
        leftSection={
          state === 'given' ? <IconCheck size={16} aria-hidden /> : <IconTransfer size={16} aria-hidden />
        }
        onClick={() => void give()}
      >
        {state === 'given' ? t('given') : t('give')}
      </Button>
      {error !== undefined && state === 'open' && <ProblemView error={error} />}
    </>
  );
}
