import { Outlet } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { useSession } from '../session/queries.ts';
import { PhoneBar } from './phone-bar.tsx';
import classes from './shell.module.css';
import { SideNav } from './side-nav.tsx';
import { TopBar } from './top-bar.tsx';

export interface ShellProps {
  readonly account: string;
}

/** Everything around a page of an account: navigation at the side (at the bottom on a phone), a bar on top, the page. */
export function Shell({ account }: ShellProps) {
  const t = useTranslations('shell');
  const { mode } = useSession();
  return (
    <div className={classes.root}>
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <SideNav account={account} />
      <div className={classes.column}>
        <TopBar account={account} />
        <main id="content" className={classes.main} tabIndex={-1}>
          {mode === 'demo' && (
            <p className={classes.demo}>
              <strong>{t('demo')}</strong> {t('demoNotice')}
            </p>
          )}
          <Outlet />
        </main>
      </div>
      <PhoneBar account={account} />
    </div>
  );
}
