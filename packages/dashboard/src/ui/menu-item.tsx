import { UnstyledButton } from '@mantine/core';
import { type Icon, IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './menu.module.css';

export interface MenuItemProps {
  readonly icon?: Icon;
  readonly tone?: 'normal' | 'danger';
  /** The one that holds now, among those of which one does. */
  readonly isCurrent?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

/** What makes a router's link an item of a menu. */
export const menuLink = { role: 'menuitem', tabIndex: -1, className: classes.item ?? '' } as const;

/** One act of a menu. */
export function MenuItem({ icon, tone = 'normal', isCurrent = false, onSelect, children }: MenuItemProps) {
  return (
    <UnstyledButton
      role="menuitem"
      tabIndex={-1}
      className={classes.item}
      data-tone={tone}
      aria-current={isCurrent || undefined}
      onClick={onSelect}
    >
      <MenuItemContent {...(icon === undefined ? {} : { icon })} isCurrent={isCurrent}>
        {children}
      </MenuItemContent>
    </UnstyledButton>
  );
}

/** The inside of an item: icon, words, and a tick when it is the current one. For links too. */
export function MenuItemContent({
  icon: ItemIcon,
  isCurrent,
  children,
}: Pick<MenuItemProps, 'icon' | 'isCurrent' | 'children'>) {
  return (
    <>
      {ItemIcon !== undefined && <ItemIcon size={16} stroke={1.8} aria-hidden />}
      <span className={classes.word}>{children}</span>
      {isCurrent && <IconCheck size={15} aria-hidden />}
    </>
  );
}
