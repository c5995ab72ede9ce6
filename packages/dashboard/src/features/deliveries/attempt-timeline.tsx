import { useFormatter, useTranslations } from 'use-intl';
import type { Attempt } from '../../api/models.ts';
import classes from './attempt-timeline.module.css';
import { timelineOf } from './timeline-of.ts';

export interface AttemptTimelineProps {
  /** Oldest first; two or more. */
  readonly attempts: readonly Attempt[];
}

/** All attempts on one time axis. The cards below say the same in words. */
export function AttemptTimeline({ attempts }: AttemptTimelineProps) {
  const t = useTranslations('deliveries');
  const format = useFormatter();
  const { bars, startMs, endMs } = timelineOf(attempts);
  const at = (ms: number): string =>
    format.dateTime(new Date(ms), { timeStyle: 'medium', dateStyle: 'medium' });
  return (
    <div
      className={classes.root}
      role="img"
      aria-label={t('attemptsAxis', { span: `${at(startMs)} – ${at(endMs)}` })}
    >
      <div className={classes.axis}>
        {bars.map((bar) => (
          <span
            key={bar.n}
            className={classes.bar}
            data-outcome={bar.isAccepted ? 'ok' : 'bad'}
            style={{ insetInlineStart: `${bar.startPercent}%`, width: `${bar.widthPercent}%` }}
          />
        ))}
      </div>
      <div className={classes.ends}>
        <span>{at(startMs)}</span>
        <span>{at(endMs)}</span>
      </div>
    </div>
  );
}
