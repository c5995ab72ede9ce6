import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { shortKey } from './keyset.ts';

export interface CreateConsequenceProps {
  /** The secret that signs in this scope now; undefined before the first one. */
  readonly signs: Secret | undefined;
  /** The secret that would be replaced. */
  readonly pending: Secret | undefined;
}

/** What creating a secret does: active at once, or pending, and whose pending secret it replaces. */
export function CreateConsequence({ signs, pending }: CreateConsequenceProps) {
  const t = useTranslations('secrets.create');
  const bold = (chunks: ReactNode) => <strong>{chunks}</strong>;
  if (pending !== undefined) {
    return (
      <Notice tone="warning" title={t('replacesTitle', { name: pending.name })}>
        <p>
          {t.rich('replacesText', {
            keyId: shortKey(pending.key_id),
            maker: pending.created_by.name,
            key: () => <KeyId keyId={pending.key_id} length="short" />,
            at: () => <TimeAgo at={pending.created_at} />,
          })}
        </p>
      </Notice>
    );
  }
  if (signs === undefined) return <Notice tone="info" title={t.rich('first', { b: bold })} />;
  return (
    <Notice
      tone="info"
      title={t.rich('later', {
        b: bold,
        keyId: shortKey(signs.key_id),
        key: () => <KeyId keyId={signs.key_id} length="short" />,
      })}
    />
  );
}
