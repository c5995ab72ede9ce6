/** Distance between a button and its menu, and between a menu and the edge of the window, in pixels. */
const GAP = 4;
const MARGIN = 8;

/** Puts an open menu below its button, or above it where there is more room; within the window in each case. */
export function placeMenu(menu: HTMLElement, button: HTMLElement, align: 'start' | 'end'): void {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isLeft = (align === 'start') === (getComputedStyle(button).direction === 'ltr');
  const left = isLeft ? at.left : at.right - width;
  menu.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
  const below = innerHeight - at.bottom - GAP - MARGIN;
  const isAbove = height > below && at.top > below;
  menu.style.top = isAbove ? `${Math.max(MARGIN, at.top - GAP - height)}px` : `${at.bottom + GAP}px`;
  menu.style.maxHeight = `${isAbove ? at.top - GAP - MARGIN : below}px`;
}

/** Moves the focus among the items of a menu; from the last to the first, and back. */
export function focusMenuItem(menu: HTMLElement, step: 'first' | 'last' | 'next' | 'previous'): void {
  const items: Element[] = [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
  const current = document.activeElement === null ? -1 : items.indexOf(document.activeElement);
  const target = { first: 0, last: -1, next: current + 1, previous: current === -1 ? -1 : current - 1 }[step];
  const next = items.at(target === items.length ? 0 : target);
  if (next instanceof HTMLElement) next.focus();
}
