import { Skeleton } from '@mantine/core';
import { useTranslations } from 'use-intl';
import classes from './skeleton-rows.module.css';

export interface SkeletonRowsProps {
  readonly rows: number;
}

const WIDTHS = ['62%', '48%', '70%', '55%'] as const;

/** Rows that are on their way. Shown after 200 ms: what comes sooner does not flash. */
export function SkeletonRows({ rows }: SkeletonRowsProps) {
  const t = useTranslations('common');
  return (
    <div className={classes.root} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content have no other identity.
        <div className={classes.row} key={row}>
          <Skeleton height={12} width={72} radius="xl" />
          <Skeleton height={12} width={WIDTHS[row % WIDTHS.length] ?? '60%'} radius="xl" />
        </div>
      ))}
    </div>
  );
}
