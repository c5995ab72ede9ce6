import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { CopyIconButton } from '../../ui/copy-icon-button.tsx';
import { KeyId } from '../../ui/key-id.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import classes from './secret-row.module.css';
import { SecretStatus } from './secret-status.tsx';

export interface SecretRowProps {
  readonly secret: Secret;
  /** Requests of the last hour that it signed; undefined where that is not known. */
  readonly usesInLastHour: number | undefined;
  /** What can be done with it. */
  readonly actions?: ReactNode;
}

/** One live secret: its state, name and key, since when, and when it was last used. */
export function SecretRow({ secret, usesInLastHour, actions }: SecretRowProps) {
  const t = useTranslations('secrets.card');
  return (
    <li className={classes.root} data-status={secret.status}>
      <div className={classes.status}>
        <SecretStatus status={secret.status} />
      </div>
      <div className={classes.who}>
        <bdi className={classes.name}>{secret.name}</bdi>
        <span className={classes.key}>
          {t('key')} <KeyId keyId={secret.key_id} />
          <CopyIconButton text={secret.key_id} what={t('keyId')} />
        </span>
      </div>
      <div className={classes.facts}>
        <SecretTimes secret={secret} usesInLastHour={usesInLastHour} />
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </li>
  );
}

function SecretTimes({ secret, usesInLastHour }: Pick<SecretRowProps, 'secret' | 'usesInLastHour'>) {
  const t = useTranslations('secrets.card');
  const at = (time: string | null) => () => (time === null ? '' : <TimeAgo at={time} />);
  if (secret.status === 'pending') {
    const made = { name: secret.created_by.name, at: at(secret.created_at) };
    return (
      <>
        <span>{t.rich('created', made)}</span>
        <span className={classes.quiet}>{t('neverSigned')}</span>
      </>
    );
  }
  const first =
    secret.status === 'retiring'
      ? t.rich('coSigns', { at: at(secret.retire_at) })
      : t.rich('activeSince', { at: at(secret.activated_at) });
  return (
    <>
      <span>{first}</span>
      <span className={classes.quiet}>
        {secret.last_used_at === null ? t('neverUsed') : t.rich('lastUsed', { at: at(secret.last_used_at) })}
        {usesInLastHour !== undefined && ` · ${t('inLastHour', { count: usesInLastHour })}`}
      </span>
    </>
  );
}
