import { useTranslations } from 'use-intl';
import type { Attempt, Delivery, Endpoint } from '../../api/models.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { ATTEMPTS_MAX, deliverySentence } from './delivery-sentence.ts';
import { useCauseWord } from './use-cause-word.ts';

export interface DeliverySummaryProps {
  readonly delivery: Delivery;
  readonly last: Attempt | undefined;
  readonly endpoint: Endpoint | undefined;
}

/** The sentence that explains a delivery: what happened, and what comes next. */
export function DeliverySummary({ delivery, last, endpoint }: DeliverySummaryProps) {
  const t = useTranslations('deliveries.sentence');
  const causeWord = useCauseWord();
  const said = deliverySentence(delivery, last, endpoint);
  const max = String(ATTEMPTS_MAX);
  switch (said.key) {
    case 'delivered':
      return t(said.key, { status: String(said.status), attempts: said.attempts });
    case 'waitingStatus': {
      const values = { status: String(said.status), attempts: String(said.attempts), max };
      return t.rich(said.key, { ...values, at: () => <TimeAgo at={said.nextAt} /> });
    }
    case 'waitingCause': {
      const values = { cause: causeWord(said.cause), attempts: String(said.attempts), max };
      return t.rich(said.key, { ...values, at: () => <TimeAgo at={said.nextAt} /> });
    }
    case 'waitingAgain':
      return t.rich(said.key, { at: () => <TimeAgo at={said.nextAt} /> });
    case 'deadExhausted':
      return t(said.key, { attempts: said.attempts });
    default:
      return t(said.key);
  }
}
