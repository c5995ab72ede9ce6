import { Button, Group, Stack } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { TimeAgo } from '../../ui/time-ago.tsx';
import type { ActivationRefusal } from './activation-refusal.ts';
import classes from './activation-refused.module.css';

export interface ActivationRefusedProps {
  readonly refusal: ActivationRefusal | { readonly kind: 'already-active' };
  readonly onClose: () => void;
  /** Back to the dialog, with the secrets as they are now. */
  readonly onLookAgain: () => void;
}

/** Why nothing was activated: who was faster, and when. */
export function ActivationRefused({ refusal, onClose, onLookAgain }: ActivationRefusedProps) {
  const t = useTranslations('secrets.activate');
  const c = useTranslations('common');
  const mayLookAgain = refusal.kind === 'changed' || refusal.kind === 'still-pending';
  const sentence = () => {
    switch (refusal.kind) {
      case 'replaced':
        return t.rich('refusedReplaced', {
          name: refusal.by.name,
          maker: refusal.by.created_by.name,
          at: () => <TimeAgo at={refusal.by.created_at} />,
        });
      case 'cancelled':
        return t.rich('refusedCancelled', { at: () => <TimeAgo at={refusal.at} /> });
      case 'disabled':
        return t.rich('refusedDisabled', { at: () => <TimeAgo at={refusal.at} /> });
      case 'changed':
        return t('refusedChanged');
      case 'still-pending':
        return t('stillPending');
      case 'already-active':
        return t('alreadyActive');
      case 'missing':
        return t('refusedMissing');
      default:
        return refusal satisfies never;
    }
  };
  return (
    <Stack gap="lg" role="alert">
      <div className={classes.root}>
        <IconShieldCheck size={22} aria-hidden className={classes.icon} />
        <p className={classes.text}>{sentence()}</p>
      </div>
      <Group justify="flex-end" gap="sm">
        {mayLookAgain && (
          <Button variant="default" onClick={onLookAgain}>
            {t('lookAgain')}
          </Button>
        )}
        <Button onClick={onClose}>{c('close')}</Button>
      </Group>
    </Stack>
  );
}
