import { IconCircleCheck, IconClockHour4, IconSkull } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Delivery } from '../../api/models.ts';
import { StatusWord, type Tone } from '../../ui/status-word.tsx';

export interface DeliveryStatusProps {
  readonly status: Delivery['status'];
  readonly look?: 'plain' | 'badge';
}

const LOOKS = {
  waiting: { tone: 'wait', icon: IconClockHour4 },
  delivered: { tone: 'ok', icon: IconCircleCheck },
  dead: { tone: 'bad', icon: IconSkull },
} as const satisfies Record<Delivery['status'], { tone: Tone; icon: unknown }>;

/** A delivery's state: Waiting, Delivered or Dead. */
export function DeliveryStatus({ status, look = 'badge' }: DeliveryStatusProps) {
  const t = useTranslations('deliveries.status');
  return <StatusWord look={look} word={t(status)} {...LOOKS[status]} />;
}
