import { ActionIcon, Menu } from '@mantine/core';
import { IconBan, IconCopy, IconDotsVertical, IconPencil } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { copyText } from '../../ui/copy-text.ts';

export interface SecretMenuProps {
  readonly secret: Secret;
  readonly onRename: () => void;
  /** Absent where it cannot be cancelled. */
  readonly onCancel?: (() => void) | undefined;
}

/** What else can be done with a secret. */
export function SecretMenu({ secret, onRename, onCancel }: SecretMenuProps) {
  const t = useTranslations('secrets.card');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={t('more', { name: secret.name })}>
          <IconDotsVertical size={17} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={onRename}>
          {t('rename')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copyText(secret.id)}>
          {t('copyId')}
        </Menu.Item>
        {onCancel !== undefined && (
          <Menu.Item color="var(--kt-bad)" leftSection={<IconBan size={16} aria-hidden />} onClick={onCancel}>
            {t('cancel')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
