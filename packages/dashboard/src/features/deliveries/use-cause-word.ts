import { useTranslations } from 'use-intl';
import type { Attempt } from '../../api/models.ts';

/** What came of an attempt that had no answer, in a few words: "no connection". */
export function useCauseWord(): (cause: Attempt['cause']) => string {
  const t = useTranslations('deliveries.causes');
  return (cause) => t(cause);
}
