import { IconCircleCheckFilled, IconCircleDashed, IconCircleOff, IconHourglass } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { StatusWord, type Tone } from '../../ui/status-word.tsx';

export interface SecretStatusProps {
  readonly status: Secret['status'];
}

const LOOKS = {
  active: { tone: 'brand', icon: IconCircleCheckFilled },
  pending: { tone: 'wait', icon: IconCircleDashed },
  retiring: { tone: 'info', icon: IconHourglass },
  disabled: { tone: 'quiet', icon: IconCircleOff },
} as const satisfies Record<Secret['status'], { tone: Tone; icon: unknown }>;

/** A secret's state: Active, Pending, Retiring or Disabled. */
export function SecretStatus({ status }: SecretStatusProps) {
  const t = useTranslations('secrets.status');
  return <StatusWord look="badge" word={t(status)} {...LOOKS[status]} />;
}
