import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { BrandMark } from '../../ui/brand-mark.tsx';
import classes from './session-card.module.css';

export interface SessionCardProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** The page around signing in and setting up: the brand, one card, nothing else. */
export function SessionCard({ title, lead, children }: SessionCardProps) {
  const t = useTranslations('shell');
  return (
    <main className={classes.root}>
      <div className={classes.brand}>
        <BrandMark size={30} />
        {t('product')}
      </div>
      <div className={classes.card}>
        <h1 className={classes.title}>{title}</h1>
        {lead !== undefined && <p className={classes.lead}>{lead}</p>}
        {children}
      </div>
    </main>
  );
}
