import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { failureOf } from '../api/failure.ts';
import { CopyIconButton } from './copy-icon-button.tsx';
import classes from './problem-view.module.css';
import { useProblemText } from './use-problem-text.ts';

export interface ProblemViewProps {
  /** Whatever was thrown. */
  readonly error: unknown;
  /** Absent where trying again makes no sense. */
  readonly onRetry?: (() => void) | undefined;
}

/** A failure where the data would be: what happened, what to do, its code and request id, and a way to try again. */
export function ProblemView({ error, onRetry }: ProblemViewProps) {
  const t = useTranslations('common');
  const text = useProblemText();
  const { code, requestId } = failureOf(error);
  const { title, advice } = text(error);
  return (
    <div className={classes.root} role="alert">
      <IconAlertTriangle size={18} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        <p className={classes.title}>{title}</p>
        <p className={classes.advice}>{advice}</p>
        <p className={classes.facts}>
          <code>{code}</code>
          {requestId !== undefined && (
            <span className={classes.requestId}>
              {t('requestId')} <code>{requestId}</code>
              <CopyIconButton text={requestId} what={t('requestId')} />
            </span>
          )}
        </p>
      </div>
      {onRetry !== undefined && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={onRetry}
        >
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
