import { IconArrowRight } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { KeyId } from '../../ui/key-id.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import classes from './activation-consequence.module.css';
import type { ActivationFacts } from './activation-facts.ts';
import { shortKey } from './keyset.ts';

export interface ActivationConsequenceProps {
  readonly facts: ActivationFacts;
}

const LEADS = { account: 'leadAccount', endpoint: 'leadEndpoint', 'going-over': 'leadGoingOver' } as const;

/** Which key starts, which stops for good, and that there is no way back. */
export function ActivationConsequence({ facts }: ActivationConsequenceProps) {
  const t = useTranslations('secrets.activate');
  const { next, former, turn, retiring } = facts;
  const key = (keyId: string) => () => <KeyId keyId={keyId} length="short" />;
  const bold = (chunks: React.ReactNode) => <strong>{chunks}</strong>;
  const newKey = shortKey(next.key_id);
  return (
    <div className={classes.root}>
      {former !== undefined && (
        <div className={classes.swap} aria-hidden>
          <span className={classes.old}>{shortKey(former.key_id)}</span>
          <IconArrowRight size={18} />
          <span className={classes.new}>{newKey}</span>
        </div>
      )}
      <p className={classes.lead}>
        {turn === 'only' || former === undefined
          ? t.rich('leadOnly', { newKey, new: key(next.key_id) })
          : t.rich(LEADS[turn], {
              newKey,
              oldKey: shortKey(former.key_id),
              new: key(next.key_id),
              old: key(former.key_id),
              b: bold,
            })}{' '}
        <strong className={classes.noUndo}>{t('noUndo')}</strong>
      </p>
      {retiring?.retire_at && (
        <p className={classes.retiring}>
          {t.rich('retiringStops', {
            keyId: shortKey(retiring.key_id),
            key: key(retiring.key_id),
            at: () => <TimeAgo at={retiring.retire_at ?? ''} />,
          })}
        </p>
      )}
    </div>
  );
}
