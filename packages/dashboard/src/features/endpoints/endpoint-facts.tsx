import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import type { Endpoint } from '../../api/models.ts';
import { Facts } from '../../ui/facts.tsx';
import { MonoId } from '../../ui/mono-id.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useEndpointsWithOwnSecret } from '../secrets/queries.ts';
import classes from './endpoint-facts.module.css';

export interface EndpointFactsProps {
  readonly account: string;
  readonly endpoint: Endpoint;
}

/** The settings of an endpoint, and whose secret signs for it. */
export function EndpointFacts({ account, endpoint }: EndpointFactsProps) {
  const t = useTranslations('endpoints');
  const withOwnSecret = useEndpointsWithOwnSecret(account);
  const headers = Object.entries(endpoint.headers);
  const signedBy = () => {
    if (withOwnSecret === undefined) return '…';
    return withOwnSecret.has(endpoint.id) ? t('ownSecret') : t('accountSecret');
  };
  return (
    <Facts
      facts={[
        { key: 'url', label: t('columns.url'), value: <code className={classes.code}>{endpoint.url}</code> },
        {
          key: 'types',
          label: t('facts.types'),
          value: endpoint.event_types.length === 0 ? t('allTypes') : endpoint.event_types.join(', '),
        },
        {
          key: 'secret',
          label: t('signedBy'),
          value: (
            <>
              {signedBy()} ·{' '}
              <Link to="/accounts/$account/webhook" params={{ account }} search={{ endpoint: endpoint.id }}>
                {t('manageSecret')}
              </Link>
            </>
          ),
        },
        {
          key: 'headers',
          label: t('facts.headers'),
          value:
            headers.length === 0 ? (
              t('none')
            ) : (
              <code className={classes.code}>
                {headers.map(([name, value]) => `${name}: ${value}`).join('\n')}
              </code>
            ),
        },
        { key: 'id', label: t('facts.id'), value: <MonoId id={endpoint.id} what={t('facts.id')} /> },
        { key: 'added', label: t('facts.added'), value: <TimeAgo at={endpoint.created_at} /> },
        { key: 'changed', label: t('facts.changed'), value: <TimeAgo at={endpoint.updated_at} /> },
      ]}
    />
  );
}
