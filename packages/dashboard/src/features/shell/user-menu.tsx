import { ActionIcon, Menu } from '@mantine/core';
import { IconLogout, IconPassword, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { roleIn, useSession } from '../session/queries.ts';
import { useSignOut } from '../session/use-sign-out.ts';
import classes from './user-menu.module.css';

export interface UserMenuProps {
  readonly account: string;
}

const ROLE_WORDS = { owner: 'roleOwner', developer: 'roleDeveloper', viewer: 'roleViewer' } as const;

/** Who is signed in, as what, and the way out. */
export function UserMenu({ account }: UserMenuProps) {
  const t = useTranslations('shell');
  const s = useTranslations('session');
  const session = useSession();
  const signOut = useSignOut();
  const role = roleIn(session, account);
  const name = session.user?.name ?? '';
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={t('user', { name })}>
          <IconUserCircle size={20} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <bdi className={classes.name}>{name}</bdi>
          <span className={classes.email}>{session.user?.email}</span>
          <span className={classes.email}>
            {session.is_operator ? s('roleOperator') : role !== undefined && s(ROLE_WORDS[role])}
          </span>
        </div>
        <Menu.Divider />
        {session.mode === 'serve' && (
          <Menu.Item
            leftSection={<IconPassword size={16} aria-hidden />}
            renderRoot={(props) => <Link {...props} to="/password" />}
          >
            {s('changePassword')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          {s('signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
