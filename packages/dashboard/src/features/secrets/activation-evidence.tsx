import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { waitingQuery } from '../deliveries/queries.ts';
import { endpointsQuery } from '../endpoints/queries.ts';
import { keyUsageQuery, requestsSigned } from '../stats/queries.ts';
import classes from './activation-evidence.module.css';
import { type ActivationFacts, endpointsOfScope, waitingOfScope } from './activation-facts.ts';
import { useEndpointsWithOwnSecret } from './queries.ts';
import { ReceiverAnswers } from './receiver-answers.tsx';

export interface ActivationEvidenceProps {
  readonly account: string;
  readonly facts: ActivationFacts;
}

/** What is known before the turn: what each receiver answered last, when the old key was last used, what waits. */
export function ActivationEvidence({ account, facts }: ActivationEvidenceProps) {
  const t = useTranslations('secrets.activate');
  const api = useApi();
  const { next, former } = facts;
  const endpoints = useQuery(endpointsQuery(api, account)).data;
  const waiting = useQuery(waitingQuery(api, account, next.endpoint_id ?? undefined)).data;
  const withOwnSecret = useEndpointsWithOwnSecret(account);
  const inScope = endpoints && withOwnSecret && endpointsOfScope(endpoints, next.endpoint_id, withOwnSecret);

  const waitingSentence = (): string => {
    if (waiting === undefined || withOwnSecret === undefined) return '…';
    const count = waitingOfScope(waiting.deliveries, next.endpoint_id, withOwnSecret);
    if (waiting.hasMore) return t('waitingMany', { count: String(count) });
    return count === 0 ? t('waitingNone') : t('waitingCount', { count });
  };

  return (
    <div className={classes.root}>
      {inScope !== undefined && <ReceiverAnswers account={account} endpoints={inScope} />}
      <dl className={classes.facts}>
        {former !== undefined && (
          <div className={classes.fact}>
            <dt>{t('oldKey')}</dt>
            <dd>
              {former.last_used_at === null ? (
                t('oldNeverUsed')
              ) : (
                <OldKeyUse account={account} keyId={former.key_id} lastUsedAt={former.last_used_at} />
              )}
            </dd>
          </div>
        )}
        <div className={classes.fact}>
          <dt>{t('waiting')}</dt>
          <dd>{waitingSentence()}</dd>
        </div>
      </dl>
    </div>
  );
}

function OldKeyUse(props: { readonly account: string; readonly keyId: string; readonly lastUsedAt: string }) {
  const t = useTranslations('secrets.activate');
  const stats = useQuery(keyUsageQuery(useApi(), props.account)).data;
  const at = () => <TimeAgo at={props.lastUsedAt} />;
  if (stats === undefined) return t.rich('oldLastUsedPlain', { at });
  return t.rich('oldLastUsed', { count: requestsSigned(stats, props.keyId), at });
}
