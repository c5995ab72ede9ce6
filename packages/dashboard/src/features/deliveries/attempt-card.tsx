import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Attempt } from '../../api/models.ts';
import { ClockTime } from '../../ui/clock-time.tsx';
import { KeyId } from '../../ui/key-id.tsx';
import { StatusWord } from '../../ui/status-word.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import classes from './attempt-card.module.css';
import { AttemptHintText } from './attempt-hint-text.tsx';
import { AttemptResponse } from './attempt-response.tsx';
import { useCauseWord } from './use-cause-word.ts';

export interface AttemptCardProps {
  readonly attempt: Attempt;
  /** `told` when the attempt after it gives the same advice. */
  readonly advice: 'tell' | 'told';
}

/** One attempt, open: what came of it, how long it took, which key signed it, what was answered, and what to do. */
export function AttemptCard({ attempt, advice }: AttemptCardProps) {
  const t = useTranslations('deliveries');
  const causeWord = useCauseWord();
  const isTaken = attempt.cause === 'ok';
  return (
    <article className={classes.root} aria-label={t('attempt', { n: String(attempt.n) })}>
      <header className={classes.head}>
        <span className={classes.number}>{t('attempt', { n: String(attempt.n) })}</span>
        <StatusWord
          tone={isTaken ? 'ok' : 'bad'}
          icon={isTaken ? IconCircleCheck : IconCircleX}
          word={
            attempt.status_code === null
              ? causeWord(attempt.cause)
              : `${attempt.status_code} ${causeWord(attempt.cause)}`
          }
        />
        <span className={classes.quiet}>
          <ClockTime at={attempt.started_at} precision="millis" /> (<TimeAgo at={attempt.started_at} />)
        </span>
        <span className={classes.quiet}>{t('took', { ms: String(Math.round(attempt.duration_ms)) })}</span>
        <span className={classes.keys}>
          {attempt.key_ids.length === 0 ? (
            t('unsigned')
          ) : (
            <>
              {t('signedWith')}{' '}
              {attempt.key_ids.map((keyId) => (
                <KeyId key={keyId} keyId={keyId} />
              ))}
            </>
          )}
        </span>
      </header>
      {advice === 'tell' && <AttemptHintText attempt={attempt} />}
      <AttemptResponse attempt={attempt} />
    </article>
  );
}
