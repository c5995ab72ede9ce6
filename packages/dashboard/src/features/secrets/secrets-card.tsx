import { Button } from '@mantine/core';
import { IconKey, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useApi } from '../../api/api.ts';
import type { Secret } from '../../api/models.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { KeyId } from '../../ui/key-id.tsx';
import { Panel } from '../../ui/panel.tsx';
import { keyUsageQuery, requestsSigned } from '../stats/queries.ts';
import { DisabledSecrets } from './disabled-secrets.tsx';
import { keysetOf } from './keyset.ts';
import type { SecretList } from './queries.ts';
import { SecretRow } from './secret-row.tsx';
import { type SecretActions, SecretRowActions } from './secret-row-actions.tsx';
import classes from './secrets-card.module.css';

export interface SecretsCardProps {
  readonly account: string;
  readonly list: SecretList;
  /** The account's active secret, when this is the card of an endpoint without one of its own. */
  readonly inherited: Secret | undefined;
  readonly scope: 'account' | 'endpoint';
  /** Absent for people who may only look. */
  readonly actions: SecretActions | undefined;
}

/** The secrets of a scope: the active one, the one that waits, the one that retires, and the history folded. */
export function SecretsCard({ account, list, inherited, scope, actions }: SecretsCardProps) {
  const t = useTranslations('secrets');
  const stats = useQuery(keyUsageQuery(useApi(), account)).data;
  const { active, pending, retiring, disabled } = keysetOf(list.secrets);
  const live = [active, retiring, pending].filter((secret) => secret !== undefined);
  const create = actions && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={actions.onCreate}>
      {t('card.create')}
    </Button>
  );
  const isBare = live.length === 0 && inherited === undefined;
  return (
    <Panel
      title={t('card.title')}
      note={scope === 'account' ? t('card.noteAccount') : t('card.noteEndpoint')}
      actions={isBare ? undefined : create}
      padding="flush"
    >
      {active === undefined && inherited !== undefined && (
        <div className={classes.inherited}>
          <p className={classes.inheritedTitle}>
            {t.rich('card.inherits', {
              key: () => <KeyId keyId={inherited.key_id} />,
            })}
          </p>
          <p className={classes.inheritedText}>{t('card.inheritsText')}</p>
        </div>
      )}
      {live.length > 0 && (
        <ul className={classes.list}>
          {live.map((secret) => (
            <SecretRow
              key={secret.id}
              secret={secret}
              usesInLastHour={stats && requestsSigned(stats, secret.key_id)}
              actions={actions && <SecretRowActions secret={secret} actions={actions} />}
            />
          ))}
        </ul>
      )}
      {isBare && (
        <EmptyState icon={<IconKey size={22} />} title={t('unsigned.emptyTitle')} action={create}>
          {t('unsigned.emptyText')}
        </EmptyState>
      )}
      <DisabledSecrets secrets={disabled} hasMore={list.hasMore} />
      {actions === undefined && <p className={classes.readOnly}>{t('card.readOnly')}</p>}
    </Panel>
  );
}
