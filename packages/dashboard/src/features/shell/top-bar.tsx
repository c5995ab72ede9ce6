import { useTranslations } from 'use-intl';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { AccountSwitcher } from './account-switcher.tsx';
import { ThemeMenu } from './theme-menu.tsx';
import { TimeZoneToggle } from './time-zone-toggle.tsx';
import classes from './top-bar.module.css';
import { UserMenu } from './user-menu.tsx';

export interface TopBarProps {
  readonly account: string;
}

/** The bar on top: on a phone the brand and the account; always times, theme and user. */
export function TopBar({ account }: TopBarProps) {
  const t = useTranslations('shell');
  return (
    <header className={classes.root}>
      <div className={classes.phone}>
        <span className={classes.mark} role="img" aria-label={t('product')}>
          <BrandMark size={26} />
        </span>
        <AccountSwitcher account={account} />
      </div>
      <div className={classes.end}>
        <TimeZoneToggle />
        <ThemeMenu />
        <UserMenu account={account} />
      </div>
    </header>
  );
}
