import { Button, Group, Stack } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { CreatedSecret } from '../../api/models.ts';

export interface SecretLostProps {
  readonly status: CreatedSecret['status'];
  readonly onCreateAnother: () => void;
  readonly onClose: () => void;
}

/** The secret was created, but the answer that held its text never came: what to do now. */
export function SecretLost({ status, onCreateAnother, onClose }: SecretLostProps) {
  const t = useTranslations('secrets.shown');
  const s = useTranslations('secrets.create');
  const c = useTranslations('common');
  return (
    <Stack gap="lg">
      <p>{status === 'active' ? t('lostActive') : t('lostPending')}</p>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          {c('close')}
        </Button>
        <Button onClick={onCreateAnother}>{s('submit')}</Button>
      </Group>
    </Stack>
  );
}
