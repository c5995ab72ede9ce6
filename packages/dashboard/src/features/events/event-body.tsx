import { SegmentedControl } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { PublishedEvent } from '../../api/models.ts';
import { CopyIconButton } from '../../ui/copy-icon-button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton-rows.tsx';
import classes from './event-body.module.css';
import { treeOf } from './tree-of.ts';

export interface EventBodyProps {
  readonly event: PublishedEvent;
}

const JsonTree = lazy(async () => ({ default: (await import('./json-tree.tsx')).JsonTree }));

/** The bytes of an event: as a tree when they are JSON, and raw as they are signed. */
export function EventBody({ event }: EventBodyProps) {
  const t = useTranslations('events');
  const [view, setView] = useState<'tree' | 'raw'>('tree');
  const raw = event.body ?? event.body_base64 ?? '';
  const tree = treeOf(event);
  return (
    <Panel
      title={t('body')}
      note={event.body === null ? t('bodyBinary') : t('bodyNote')}
      actions={
        <>
          {tree !== undefined && (
            <SegmentedControl
              size="xs"
              data={[
                { value: 'tree', label: t('bodyTree') },
                { value: 'raw', label: t('bodyRaw') },
              ]}
              value={view}
              onChange={(value) => setView(value === 'raw' ? 'raw' : 'tree')}
            />
          )}
          <CopyIconButton text={raw} what={t('body')} />
        </>
      }
    >
      {tree !== undefined && view === 'tree' ? (
        <Suspense fallback={<SkeletonRows rows={3} />}>
          <JsonTree value={tree} />
        </Suspense>
      ) : (
        <pre className={classes.raw}>{raw}</pre>
      )}
    </Panel>
  );
}
