import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

export interface PanelProps {
  readonly title: string;
  /** One quiet line below the title. */
  readonly note?: ReactNode;
  /** At the end of the title's line. */
  readonly actions?: ReactNode;
  /** `flush`: rows go to the edge. */
  readonly padding?: 'flush' | 'normal';
  readonly children: ReactNode;
}

/** A card with a heading: one subject of a page. */
export function Panel({ title, note, actions, padding = 'normal', children }: PanelProps) {
  const id = useId();
  return (
    <section className={classes.root} aria-labelledby={id}>
      <header className={classes.header}>
        <div className={classes.heading}>
          <h2 id={id} className={classes.title}>
            {title}
          </h2>
          {note !== undefined && <div className={classes.note}>{note}</div>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={classes.body} data-padding={padding}>
        {children}
      </div>
    </section>
  );
}
