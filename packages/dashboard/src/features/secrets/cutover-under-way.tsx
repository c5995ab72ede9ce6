import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { keyUsageQuery, keyUseOf } from '../stats/queries.ts';
import { CutoverLine } from './cutover-line.tsx';
import { shortKey } from './keyset.ts';
import type { Turn } from './turn.ts';

export interface CutoverUnderWayProps {
  readonly account: string;
  readonly turn: Turn;
}

/** Requests that were on the wire with the old key when it stopped: they count down by themselves. Not shown while both keys sign. */
export function CutoverUnderWay({ account, turn }: CutoverUnderWayProps) {
  const t = useTranslations('secrets.cutover');
  const stats = useQuery(keyUsageQuery(useApi(), account)).data;
  const use = turn.oldSecretId === undefined ? undefined : keyUseOf(stats, turn.oldSecretId);
  if (use === undefined || use.stopped_at === null) return null;
  const count = use.requests_under_way;
  const values = {
    keyId: shortKey(use.key_id),
    key: () => <KeyId keyId={use.key_id} length="short" />,
  };
  return (
    <CutoverLine isDone={count === 0} title={t('underWayTitle')}>
      {count === 0 ? t.rich('underWayNone', values) : t.rich('underWayCount', { count, ...values })}
    </CutoverLine>
  );
}
