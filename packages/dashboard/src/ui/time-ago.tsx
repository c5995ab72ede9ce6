import { useFormatter, useTranslations } from 'use-intl';
import { STEP_MS, useNowMs } from './clock.ts';

export interface TimeAgoProps {
  /** RFC 3339. */
  readonly at: string;
}

const DAY_MS = 24 * 3600_000;

/** A moment: "3 min ago" within a day, then the date and time. The exact time is in its title. */
export function TimeAgo({ at }: TimeAgoProps) {
  const t = useTranslations('common');
  const format = useFormatter();
  const nowMs = useNowMs();
  const date = new Date(at);
  const agoMs = nowMs - date.getTime();
  const exact = format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long' });
  const shown =
    Math.abs(agoMs) >= DAY_MS
      ? format.dateTime(date, {
          day: 'numeric',
          month: 'short',
          hour: '2-digit',
          minute: '2-digit',
          ...(agoMs > 300 * DAY_MS ? { year: 'numeric' } : {}),
        })
      : agoMs > -STEP_MS && agoMs < 1_000
        ? t('now')
        : format.relativeTime(date, { now: nowMs, style: 'narrow' });
  return (
    <time dateTime={at} title={exact}>
      {shown}
    </time>
  );
}
