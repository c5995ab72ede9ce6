import { useTranslations } from 'use-intl';

const HOUR_SECONDS = 3600;

/** Overlaps that are offered, in seconds; the last one is the longest that the server takes. */
export const OVERLAP_LENGTHS = [1, 6, 24, 72, 168].map((hours) => hours * HOUR_SECONDS);

/** A planned turn takes a day. */
export const OVERLAP_PROPOSED = 24 * HOUR_SECONDS;

/** An overlap's length in words: hours up to a day, then days. */
export function useOverlapLength(): (seconds: number) => string {
  const t = useTranslations('secrets.activate');
  return (seconds) => {
    const hours = seconds / HOUR_SECONDS;
    return hours <= 24 ? t('hours', { hours }) : t('days', { days: hours / 24 });
  };
}
