import { Link } from '@tanstack/react-router';
import { useTranslations } from 'use-intl';
import { PAGES } from './pages.ts';
import classes from './phone-bar.module.css';

export interface PhoneBarProps {
  readonly account: string;
}

/** The navigation of a phone: within reach of a thumb. */
export function PhoneBar({ account }: PhoneBarProps) {
  const t = useTranslations('shell');
  return (
    <nav className={classes.root} aria-label={t('navigation')}>
      {PAGES.map(({ key, to, icon: PageIcon }) => (
        <Link key={key} to={to} params={{ account }} className={classes.link}>
          <PageIcon size={20} stroke={1.8} aria-hidden />
          <span className={classes.word}>{t(key)}</span>
        </Link>
      ))}
    </nav>
  );
}
