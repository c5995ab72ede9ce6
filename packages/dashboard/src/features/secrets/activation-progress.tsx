import { Loader } from '@mantine/core';
import { useTranslations } from 'use-intl';
import classes from './activation-progress.module.css';
import type { ActivationState } from './use-activation.ts';

export interface ActivationProgressProps {
  readonly state: Extract<ActivationState, { step: 'waiting' | 'rereading' }>;
}

/** While the cut-over is under way, or its answer was lost. There is nothing to choose here. */
export function ActivationProgress({ state }: ActivationProgressProps) {
  const t = useTranslations('secrets.activate');
  return (
    <div className={classes.root} role="status">
      <Loader size={30} />
      <p className={classes.title}>{t('waitingTitle')}</p>
      <p className={classes.text}>{state.step === 'waiting' ? t('waitingText') : t('lostText')}</p>
    </div>
  );
}
