import { IconLogout, IconPassword, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Menu } from '../../ui/menu.tsx';
import { MenuItem, MenuItemContent, menuLink } from '../../ui/menu-item.tsx';
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
    <Menu
      look="icon"
      align="end"
      label={t('user', { name })}
      trigger={<IconUserCircle size={20} stroke={1.7} aria-hidden />}
      header={
        <div className={classes.who}>
          <bdi className={classes.name}>{name}</bdi>
          <span className={classes.email}>{session.user?.email}</span>
          <span className={classes.email}>
            {session.is_operator ? s('roleOperator') : role !== undefined && s(ROLE_WORDS[role])}
          </span>
        </div>
      }
    >
      {session.mode === 'serve' && (
        <Link to="/password" {...menuLink}>
          <MenuItemContent icon={IconPassword}>{s('changePassword')}</MenuItemContent>
        </Link>
      )}
      <MenuItem icon={IconLogout} onSelect={() => void signOut()}>
        {s('signOut')}
      </MenuItem>
    </Menu>
  );
}
