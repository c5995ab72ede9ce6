import { IconBulb } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Attempt } from '../../api/models.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { attemptHint } from './attempt-hint.ts';
import classes from './attempt-hint-text.module.css';

export interface AttemptHintTextProps {
  readonly attempt: Attempt;
}

/** What a person can do about an attempt that was not accepted. */
export function AttemptHintText({ attempt }: AttemptHintTextProps) {
  const t = useTranslations('deliveries.hints');
  const hint = attemptHint(attempt);
  if (hint === undefined) return null;
  const [keyId = ''] = attempt.key_ids;
  return (
    <p className={classes.root}>
      <IconBulb size={16} aria-hidden className={classes.icon} />
      <span>
        {hint === 'refusedSignature'
          ? t.rich(hint, { keyId, key: () => <KeyId keyId={keyId} length="short" /> })
          : t(hint)}
      </span>
    </p>
  );
}
