import { Button } from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import classes from './list-panel.module.css';
import type { PagedList } from './paged-list.ts';
import { ProblemView } from './problem-view.tsx';
import { RefreshFailed } from './refresh-failed.tsx';
import { SkeletonRows } from './skeleton-rows.tsx';

export interface ListPanelProps<Row> {
  readonly list: PagedList<Row>;
  /** What stands above the rows: filters. */
  readonly filters?: ReactNode;
  /** What stands there when there is no row: nothing yet, or nothing that matches. */
  readonly empty: ReactNode;
  readonly children: (rows: readonly Row[]) => ReactNode;
}

/** A list in its four states, with the pill for new rows on top and "Load older" below. */
export function ListPanel<Row>({ list, filters, empty, children }: ListPanelProps<Row>) {
  const t = useTranslations('common');
  const { rows, error, fresh, older } = list;
  const hasError = error !== null && error !== undefined;
  return (
    <section className={classes.root}>
      {filters !== undefined && <div className={classes.filters}>{filters}</div>}
      {rows !== undefined && hasError && (
        <div className={classes.stale}>
          <RefreshFailed error={error} />
        </div>
      )}
      {fresh.count > 0 && (
        <div className={classes.fresh}>
          <Button
            size="compact-sm"
            radius="xl"
            leftSection={<IconArrowUp size={14} aria-hidden />}
            onClick={list.showFresh}
          >
            {fresh.precision === 'exact'
              ? t('newRows', { count: fresh.count })
              : t('newRowsMany', { count: String(fresh.count) })}
          </Button>
        </div>
      )}
      {rows === undefined && hasError && (
        <div className={classes.failed}>
          <ProblemView error={error} onRetry={list.retry} />
        </div>
      )}
      {rows === undefined && !hasError && <SkeletonRows rows={6} />}
      {rows?.length === 0 && empty}
      {rows !== undefined && rows.length > 0 && (
        <div data-refreshing={list.isRefreshing || undefined} className={classes.rows}>
          {children(rows)}
        </div>
      )}
      {older !== 'none' && rows !== undefined && rows.length > 0 && (
        <div className={classes.older}>
          <Button variant="default" size="sm" loading={older === 'loading'} onClick={list.loadOlder}>
            {t('loadOlder')}
          </Button>
        </div>
      )}
    </section>
  );
}
