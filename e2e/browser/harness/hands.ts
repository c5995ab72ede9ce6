import type { Locator, Page } from 'playwright-core';

/** How a person works a page: each act finds its control by role and name, as people do. */
export interface Hands {
  press(role: 'button' | 'link' | 'menuitem', name: string | RegExp): Promise<void>;
  /** Chooses a radio button or ticks a box. */
  choose(role: 'radio' | 'checkbox', name: string | RegExp): Promise<void>;
  type(label: string | RegExp, text: string): Promise<void>;
}

/** Most presses of Tab until a control of one of our pages is reached. */
const TABS_MAX = 150;

/** A person with a mouse. */
export function mouse(page: Page): Hands {
  return {
    press: (role, name) => page.getByRole(role, { name, exact: true }).click(),
    choose: (role, name) => page.getByRole(role, { name, exact: true }).click(),
    type: (label, text) => page.getByRole('textbox', { name: label, exact: true }).fill(text),
  };
}

/** A person with a thumb. */
export function thumb(page: Page): Hands {
  return {
    press: (role, name) => page.getByRole(role, { name, exact: true }).tap(),
    choose: (role, name) => page.getByRole(role, { name, exact: true }).tap(),
    type: async (label, text) => {
      await page.getByRole('textbox', { name: label, exact: true }).tap();
      await page.keyboard.type(text);
    },
  };
}

/** A person with a keyboard alone: Tab until it is there, then the key that works it. */
export function keyboard(page: Page): Hands {
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor();
    const focused = target.and(page.locator(':focus'));
    for (let tabs = 0; tabs < TABS_MAX; tabs++) {
      if ((await focused.count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way to ${String(target)} by keyboard`);
  };
  return {
    async press(role, name) {
      await reach(page.getByRole(role, { name, exact: true }));
      await page.keyboard.press('Enter');
    },
    async choose(role, name) {
      await reach(page.getByRole(role, { name, exact: true }));
      await page.keyboard.press('Space');
    },
    async type(label, text) {
      await reach(page.getByRole('textbox', { name: label, exact: true }));
      await page.keyboard.type(text);
    },
  };
}
