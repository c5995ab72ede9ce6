import { UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useRef } from 'react';
import classes from './menu.module.css';
import { focusMenuItem, placeMenu } from './menu-behaviour.ts';

export interface MenuProps {
  /** What the button is called where its content does not say it. */
  readonly label?: string;
  /** The button's content. */
  readonly trigger: ReactNode;
  /** `icon` is a square; `field` fills its place. */
  readonly look: 'icon' | 'field';
  /** The edge of the button that the menu lines up with. */
  readonly align: 'start' | 'end';
  /** Above the items: what the menu is about. */
  readonly header?: ReactNode;
  /** Menu items, as `MenuItem` or links with its properties. */
  readonly children: ReactNode;
}

/**
 * A button with a menu, on the browser's own popover: it closes by Escape and a click beside it and gives the focus back by itself, and
 * lies above dialogs. Arrows, Home and End walk the items, as the ARIA practices have it.
 */
export function Menu({ label, trigger, look, align, header, children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  const onToggle = (event: ToggleEvent<HTMLDivElement>): void => {
    const isOpen = event.newState === 'open';
    button.current?.setAttribute('aria-expanded', String(isOpen));
    if (!isOpen || menu.current === null || button.current === null) return;
    placeMenu(menu.current, button.current, align);
    focusMenuItem(menu.current, 'first');
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (menu.current === null) return;
    if (event.key === 'Tab') menu.current.hidePopover();
    const step = ({ ArrowDown: 'next', ArrowUp: 'previous', Home: 'first', End: 'last' } as const)[event.key];
    if (step === undefined) return;
    event.preventDefault();
    focusMenuItem(menu.current, step);
  };
  return (
    <span className={classes.root} data-look={look}>
      <UnstyledButton
        ref={button}
        className={classes.trigger}
        data-look={look}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded="false"
        popoverTarget={id}
      >
        {trigger}
      </UnstyledButton>
      <div ref={menu} id={id} popover="auto" className={classes.menu} onToggle={onToggle}>
        {header !== undefined && <div className={classes.header}>{header}</div>}
        <div
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={onKeyDown}
          // Whatever was chosen, the menu has done its work.
          onClick={() => menu.current?.hidePopover()}
        >
          {children}
        </div>
      </div>
    </span>
  );
}
