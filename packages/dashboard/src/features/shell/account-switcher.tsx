import { VisuallyHidden } from '@mantine/core';
import { IconSelector } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { Menu } from '../../ui/menu.tsx';
import { MenuItemContent, menuLink } from '../../ui/menu-item.tsx';
import classes from './account-switcher.module.css';
import { useAccountChoices, useAccountName } from './queries.ts';

export interface AccountSwitcherProps {
  readonly account: string;
}

/** Which account this is, and the way to the others. */
export function AccountSwitcher({ account }: AccountSwitcherProps) {
  const t = useTranslations('shell');
  const name = useAccountName(account);
  const { choices, hasMore } = useAccountChoices();
  return (
    <Menu
      look="field"
      align="start"
      header={t('accounts')}
      trigger={
        <>
          <VisuallyHidden>{t('switchAccount')}</VisuallyHidden>
          <span className={classes.initial} aria-hidden>
            {[...name][0]?.toUpperCase()}
          </span>
          <span className={classes.names}>
            <bdi className={classes.name}>{name}</bdi>
            <span className={classes.id}>{account}</span>
          </span>
          <IconSelector size={15} aria-hidden className={classes.chevron} />
        </>
      }
    >
      {choices.map((choice) => (
        <Link key={choice.id} to="/accounts/$account/webhook" params={{ account: choice.id }} {...menuLink}>
          <MenuItemContent isCurrent={choice.id === account}>
            <bdi>{choice.name}</bdi> <span className={classes.id}>{choice.id}</span>
          </MenuItemContent>
        </Link>
      ))}
      {hasMore && <p className={classes.more}>{t('moreAccounts', { count: String(choices.length) })}</p>}
    </Menu>
  );
}
