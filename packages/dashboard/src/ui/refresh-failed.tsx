import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import classes from './refresh-failed.module.css';
import { useProblemText } from './use-problem-text.ts';

export interface RefreshFailedProps {
  readonly error: unknown;
}

/** Above data that could not be read again: what is shown is not up to date. */
export function RefreshFailed({ error }: RefreshFailedProps) {
  const t = useTranslations('common');
  const text = useProblemText();
  return (
    <p className={classes.root} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      {t('refreshFailed', { title: text(error).title })}
    </p>
  );
}
