import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { proposeName } from './propose-name.ts';

/** The name that is proposed for the next secret: "2026-11 rotation". */
export function useProposedName(secrets: readonly Secret[], isFirst: boolean): string {
  const t = useTranslations('secrets.create');
  const proposed = proposeName(secrets, Date.now(), isFirst);
  const { month } = proposed;
  if (proposed.kind === 'first') return t('proposedFirst', { month });
  if (proposed.number === 1) return t('proposedLater', { month });
  return t('proposedAgain', { month, number: String(proposed.number) });
}
