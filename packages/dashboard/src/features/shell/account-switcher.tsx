import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconSelector } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
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
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('switchAccount', { name })}>
          <span className={classes.initial} aria-hidden>
            {[...name][0]?.toUpperCase()}
          </span>
          <span className={classes.names}>
            <bdi className={classes.name}>{name}</bdi>
            <span className={classes.id}>{account}</span>
          </span>
          <IconSelector size={15} aria-hidden className={classes.chevron} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={classes.dropdown ?? ''}>
        <Menu.Label>{t('accounts')}</Menu.Label>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.id}
            renderRoot={(props) => (
              <Link {...props} to="/accounts/$account/webhook" params={{ account: choice.id }} />
            )}
            rightSection={choice.id === account ? <IconCheck size={15} aria-hidden /> : undefined}
          >
            <bdi>{choice.name}</bdi>
          </Menu.Item>
        ))}
        {hasMore && <p className={classes.more}>{t('moreAccounts', { count: String(choices.length) })}</p>}
      </Menu.Dropdown>
    </Menu>
  );
}
