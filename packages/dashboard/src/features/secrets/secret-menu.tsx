import { IconBan, IconCopy, IconDotsVertical, IconPencil } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Secret } from '../../api/models.ts';
import { copyText } from '../../ui/copy-text.ts';
import { Menu } from '../../ui/menu.tsx';
import { MenuItem } from '../../ui/menu-item.tsx';

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
    <Menu
      look="icon"
      align="end"
      label={t('more', { name: secret.name })}
      trigger={<IconDotsVertical size={17} aria-hidden />}
    >
      <MenuItem icon={IconPencil} onSelect={onRename}>
        {t('rename')}
      </MenuItem>
      <MenuItem icon={IconCopy} onSelect={() => void copyText(secret.id)}>
        {t('copyId')}
      </MenuItem>
      {onCancel !== undefined && (
        <MenuItem icon={IconBan} tone="danger" onSelect={onCancel}>
          {t('cancel')}
        </MenuItem>
      )}
    </Menu>
  );
}
