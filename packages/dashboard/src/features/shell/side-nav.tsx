import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { BrandMark } from '../../ui/brand-mark.tsx';
import { useSession } from '../session/queries.ts';
import { AccountSwitcher } from './account-switcher.tsx';
import { PAGES } from './pages.ts';
import classes from './side-nav.module.css';

export interface SideNavProps {
  readonly account: string;
}

/** The navigation at the side: which account, and its pages. */
export function SideNav({ account }: SideNavProps) {
  const t = useTranslations('shell');
  const { version } = useSession();
  return (
    <nav className={classes.root} aria-label={t('navigation')}>
      <div className={classes.brand}>
        <BrandMark size={24} />
        {t('product')}
      </div>
      <AccountSwitcher account={account} />
      <div className={classes.pages}>
        {PAGES.map(({ key, to, icon: PageIcon }) => (
          <Link key={key} to={to} params={{ account }} className={classes.link}>
            <PageIcon size={17} stroke={1.8} aria-hidden />
            {t(key)}
          </Link>
        ))}
      </div>
      <footer className={classes.foot}>
        <a href="/docs/api">{t('apiReference')}</a>
        <span>{t('version', { version })}</span>
      </footer>
    </nav>
  );
}
