import { UnstyledButton } from '@mantine/core';
import classes from './link-tabs.module.css';

export interface LinkTab {
  readonly key: string;
  readonly label: string;
  readonly isCurrent: boolean;
}

export interface LinkTabsProps {
  readonly label: string;
  readonly tabs: readonly LinkTab[];
  readonly onChoose: (key: string) => void;
}

/** Views of one page, each with an address of its own. */
export function LinkTabs({ label, tabs, onChoose }: LinkTabsProps) {
  return (
    <nav className={classes.root} aria-label={label}>
      {tabs.map((tab) => (
        <UnstyledButton
          key={tab.key}
          className={classes.tab}
          aria-current={tab.isCurrent ? 'page' : undefined}
          onClick={() => onChoose(tab.key)}
        >
          {tab.label}
        </UnstyledButton>
      ))}
    </nav>
  );
}
