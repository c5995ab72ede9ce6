import { IconAlertTriangle, IconInfoCircle, IconShieldLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './notice.module.css';

/** How grave a notice is: something to know, something to take care of, something that cannot be undone. */
export type NoticeTone = 'info' | 'warning' | 'danger';

export interface NoticeProps {
  readonly tone: NoticeTone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** One way forward, at the end of the line. */
  readonly action?: ReactNode;
}

const ICONS = { info: IconInfoCircle, warning: IconShieldLock, danger: IconAlertTriangle } as const;

/** A box that tells what a person must know before going on. */
export function Notice({ tone, title, children, action }: NoticeProps) {
  const NoticeIcon = ICONS[tone];
  return (
    <div className={classes.root} data-tone={tone}>
      <NoticeIcon size={18} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        <p className={classes.title}>{title}</p>
        {children !== undefined && <div className={classes.body}>{children}</div>}
      </div>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}
