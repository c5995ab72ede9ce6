import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { SecretMenu } from './secret-menu.tsx';

/** What a person with the right can do on the Secrets card. */
export interface SecretActions {
  readonly onCreate: () => void;
  readonly onActivate: (secret: Secret) => void;
  readonly onCancel: (secret: Secret) => void;
  readonly onEndOverlap: (secret: Secret) => void;
  readonly onRename: (secret: Secret) => void;
}

export interface SecretRowActionsProps {
  readonly secret: Secret;
  readonly actions: SecretActions;
}

/** The acts of one row: activate what waits, end what retires, and the rest in a menu. */
export function SecretRowActions({ secret, actions }: SecretRowActionsProps) {
  const t = useTranslations('secrets.card');
  return (
    <>
      {secret.status === 'pending' && (
        <Button size="sm" variant="light" onClick={() => actions.onActivate(secret)}>
          {t('activate')}
        </Button>
      )}
      {secret.status === 'retiring' && (
        <Button size="sm" variant="default" onClick={() => actions.onEndOverlap(secret)}>
          {t('endOverlap')}
        </Button>
      )}
      <SecretMenu
        secret={secret}
        onRename={() => actions.onRename(secret)}
        onCancel={secret.status === 'pending' ? () => actions.onCancel(secret) : undefined}
      />
    </>
  );
}
