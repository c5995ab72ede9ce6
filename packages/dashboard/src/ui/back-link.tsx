import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './back-link.module.css';

export interface BackLinkProps {
  /** A router link; its text names the list. */
  readonly children: ReactNode;
}

/** Above a detail page: the way back to its list. */
export function BackLink({ children }: BackLinkProps) {
  return (
    <div className={classes.root}>
      <IconChevronLeft size={15} aria-hidden />
      {children}
    </div>
  );
}
