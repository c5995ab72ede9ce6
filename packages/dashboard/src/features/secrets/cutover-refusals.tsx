import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { KeyId } from '../../ui/key-id.tsx';
import { Notice } from '../../ui/notice.tsx';
import { shortUrl } from '../endpoints/endpoint-answer.ts';
import classes from './cutover-refusals.module.css';
import { shortKey } from './keyset.ts';
import type { EndpointSince } from './turn.ts';

export interface CutoverRefusalsProps {
  readonly account: string;
  readonly refused: readonly EndpointSince[];
  readonly newKeyId: string;
}

/** The endpoints that refuse since the turn, why that may be, and the way to their deliveries. */
export function CutoverRefusals({ account, refused, newKeyId }: CutoverRefusalsProps) {
  const t = useTranslations('secrets.cutover');
  if (refused.length === 0) return null;
  return (
    <div className={classes.root}>
      {refused.map(({ endpoint, last }) => (
        <Notice
          key={endpoint.id}
          tone="danger"
          title={t.rich('refused', {
            urlText: shortUrl(endpoint.url),
            status: String(last.status_code),
            url: (chunks) => <code>{chunks}</code>,
          })}
          action={
            <Link
              to="/accounts/$account/deliveries"
              params={{ account }}
              search={{ endpoint: endpoint.id, status: 'waiting' }}
            >
              {t('seeDeliveries')}
            </Link>
          }
        >
          {t.rich('refusedHint', {
            keyId: shortKey(newKeyId),
            key: () => <KeyId keyId={newKeyId} length="short" />,
          })}
        </Notice>
      ))}
    </div>
  );
}
