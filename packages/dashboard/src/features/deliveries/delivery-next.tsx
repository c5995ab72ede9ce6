import { useTranslations } from 'use-intl';
import type { Delivery, Endpoint } from '../../api/models.ts';
import { useNowMs } from '../../ui/clock.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';

export interface DeliveryNextProps {
  readonly delivery: Delivery;
  readonly endpoint: Endpoint | undefined;
}

/** When something happens next with a delivery, or when it was closed. */
export function DeliveryNext({ delivery, endpoint }: DeliveryNextProps) {
  const t = useTranslations('deliveries');
  const nowMs = useNowMs();
  const { closed_at: closedAt, next_attempt_at: nextAt } = delivery;
  if (closedAt !== null) return <TimeAgo at={closedAt} />;
  if (endpoint?.paused === true) return t('nextPaused');
  if (nextAt === null || Date.parse(nextAt) <= nowMs) return t('nextDue');
  return t.rich('nextAt', { at: () => <TimeAgo at={nextAt} /> });
}
