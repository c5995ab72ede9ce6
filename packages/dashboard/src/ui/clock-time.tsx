import { useFormatter } from 'use-intl';

export interface ClockTimeProps {
  /** RFC 3339. */
  readonly at: string;
  /** `millis` where the order of things within a second matters. */
  readonly precision?: 'seconds' | 'millis';
}

/** A moment of today by the clock: 12:00:02, or with its milliseconds; the date is in its title. */
export function ClockTime({ at, precision = 'seconds' }: ClockTimeProps) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time dateTime={at} title={format.dateTime(date, { dateStyle: 'medium', timeStyle: 'long' })}>
      {format.dateTime(date, {
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hourCycle: 'h23',
        ...(precision === 'millis' ? { fractionalSecondDigits: 3 } : {}),
      })}
    </time>
  );
}
