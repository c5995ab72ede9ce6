import { IconChevronRight } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { KeyId } from '../../ui/key-id.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import classes from './disabled-secrets.module.css';

export interface DisabledSecretsProps {
  readonly secrets: readonly Secret[];
  /** Older ones were not read. */
  readonly hasMore: boolean;
}

/** The history, folded: secrets that sign nothing any more, and why. */
export function DisabledSecrets({ secrets, hasMore }: DisabledSecretsProps) {
  const t = useTranslations('secrets.disabled');
  if (secrets.length === 0) return null;
  return (
    <details className={classes.root}>
      <summary className={classes.summary}>
        <IconChevronRight size={16} aria-hidden className={classes.chevron} />
        {t('show', { count: secrets.length })}
      </summary>
      <ul className={classes.list}>
        {secrets.map((secret) => (
          <li key={secret.id} className={classes.row}>
            <span className={classes.name}>
              <bdi>{secret.name}</bdi> <KeyId keyId={secret.key_id} />
            </span>
            <span>
              <Span secret={secret} />
            </span>
            <span>
              {secret.disabled_reason !== null && `${t(secret.disabled_reason)} · ${t('destroyed')}`}
            </span>
          </li>
        ))}
      </ul>
      {hasMore && <p className={classes.more}>{t('more')}</p>}
    </details>
  );
}

function Span({ secret }: { readonly secret: Secret }) {
  const t = useTranslations('secrets.disabled');
  const ended = secret.disabled_at ?? secret.created_at;
  const { activated_at: activatedAt } = secret;
  if (activatedAt === null) return t.rich('neverActive', { at: () => <TimeAgo at={ended} /> });
  return t.rich('span', {
    from: () => <TimeAgo at={activatedAt} />,
    to: () => <TimeAgo at={ended} />,
  });
}
