import type { ReactNode } from 'react';
import classes from './facts.module.css';

export interface FactsProps {
  readonly facts: readonly { readonly key: string; readonly label: string; readonly value: ReactNode }[];
}

/** What is known of one thing, label by label. */
export function Facts({ facts }: FactsProps) {
  return (
    <dl className={classes.root}>
      {facts.map(({ key, label, value }) => (
        <div key={key} className={classes.fact}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
