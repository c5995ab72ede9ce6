import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { ClockTime } from '../../ui/clock-time.tsx';
import { KeyId } from '../../ui/key-id.tsx';
import { keyUsageQuery, keyUseOf } from '../stats/queries.ts';
import classes from './cutover-proof.module.css';
import { shortKey } from './keyset.ts';
import type { Turn } from './turn.ts';

export interface CutoverProofProps {
  readonly account: string;
  readonly turn: Turn;
}

/** The proof of a turn in one number: no request has begun with the old key since it stopped. Shown only when the counts say so. */
export function CutoverProof({ account, turn }: CutoverProofProps) {
  const t = useTranslations('secrets.cutover');
  const stats = useQuery(keyUsageQuery(useApi(), account)).data;
  const use = turn.oldSecretId === undefined ? undefined : keyUseOf(stats, turn.oldSecretId);
  const stoppedAt = use?.stopped_at;
  if (use === undefined || stoppedAt == null) return null;
  const isProved = !use.used_since_stopped;
  const Sign = isProved ? IconShieldCheck : IconAlertTriangle;
  return (
    <p className={classes.root} data-proved={isProved} role={isProved ? undefined : 'alert'}>
      <Sign size={20} aria-hidden className={classes.sign} />
      <span>
        {t.rich(isProved ? 'proof' : 'proofAgainst', {
          keyId: shortKey(use.key_id),
          key: () => <KeyId keyId={use.key_id} length="short" />,
          at: () => <ClockTime at={stoppedAt} precision="millis" />,
        })}
      </span>
    </p>
  );
}
