import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './cutover-line.module.css';

export interface CutoverLineProps {
  readonly isDone: boolean;
  readonly title: string;
  readonly children: ReactNode;
}

/** One line of a turn that fills in as it happens. */
export function CutoverLine({ isDone, title, children }: CutoverLineProps) {
  const Mark = isDone ? IconCircleCheckFilled : IconCircle;
  return (
    <li className={classes.root}>
      <Mark size={17} aria-hidden className={isDone ? classes.done : classes.open} />
      <span className={classes.title}>{title}</span>
      <span className={classes.text}>{children}</span>
    </li>
  );
}
