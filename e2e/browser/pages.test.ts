import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { eventually } from '@keyturn/testkit';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, type WindowLook } from './harness/chromium.ts';
import { fillAccount, HOSTILE } from './harness/pages.ts';
import { World } from './harness/world.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LOOKS: readonly (readonly [string, WindowLook])[] = [
  ['in light', { theme: 'light' }],
  ['in dark', { theme: 'dark' }],
  ['on a phone in light', { theme: 'light', width: 390, height: 844, input: 'touch' }],
  ['on a phone in dark', { theme: 'dark', width: 390, height: 844, input: 'touch' }],
];

describe.skipIf(!hasChromium)('every page (needs Chromium)', () => {
  let world: World;
  let paths: readonly string[];
  beforeAll(async () => {
    world = await World.open();
    paths = await fillAccount(world);
  });
  afterAll(() => world.close());

  it.each(LOOKS)('gives axe nothing to say %s', { timeout: 180_000 }, async (_, look) => {
    const window = await world.signedIn(look);
    const found: string[] = [];
    for (const path of paths) {
      await show(window.page, path);
      for (const { id, nodes } of (await axe(window.page)).violations) {
        for (const { html, failureSummary } of nodes) found.push(`${path}: ${id}: ${html} ${failureSummary}`);
      }
    }
    expect(found).toEqual([]);
    await world.closeQuiet(window);
  });

  it.each([320, 390, 768, 1280])(
    'fits %i px without scrolling sideways',
    { timeout: 120_000 },
    async (width) => {
      const window = await world.signedIn({ width, input: width < 768 ? 'touch' : 'mouse' });
      const wide: string[] = [];
      for (const path of paths) {
        await show(window.page, path);
        const by = await window.page.evaluate<number>(OVERFLOW);
        if (by > 0) wide.push(`${path}: ${by} px`);
      }
      expect(wide).toEqual([]);
      await world.closeQuiet(window);
    },
  );

  it('has one heading of the first level, a title of its own, and takes the focus to it', async () => {
    const window = await world.signedIn();
    const { page } = window;
    const titles = new Set<string>();
    for (const path of paths.filter((one) => !one.includes('?'))) {
      await show(page, path);
      expect([path, await page.getByRole('heading', { level: 1 }).count()]).toEqual([path, 1]);
      titles.add(await page.title());
    }
    expect(titles.size).toBeGreaterThan(8);
    await show(page, paths[0] ?? '');
    await page.getByRole('link', { name: 'Events', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Events', level: 1 }).and(page.locator(':focus')).waitFor();
    await world.closeQuiet(window);
  });

  it('shows hostile names, bodies and answers as text', { timeout: 60_000 }, async () => {
    const window = await world.signedIn();
    const { page } = window;
    for (const path of paths) {
      await show(page, path);
      expect([path, await page.locator('img').count()]).toEqual([path, 0]);
      expect([path, await page.evaluate('window.owned')]).toEqual([path, undefined]);
    }
    await show(page, paths.find((path) => path.includes('/deliveries/')) ?? '');
    await page.getByText(HOSTILE.slice(0, 20)).first().waitFor();
    await world.closeQuiet(window);
  });

  it('speaks the pseudo locale everywhere, in 320 px too', { timeout: 120_000 }, async () => {
    const window = await world.signedIn({ locale: 'en-XA', width: 320, input: 'touch' });
    const plain: string[] = [];
    for (const path of paths) {
      await show(window.page, path);
      const texts = await window.page.evaluate<string[]>(INTERFACE_TEXTS);
      // What stands in quotes is a name that somebody gave.
      const said = texts.map((text) => text.replaceAll(/“[^”]*”/g, ''));
      plain.push(...said.filter((text) => /[A-Za-z]{4}/.test(text)).map((text) => `${path}: ${text}`));
      expect([path, await window.page.evaluate<number>(OVERFLOW)]).toEqual([path, 0]);
    }
    expect(plain).toEqual([]);
    await world.closeQuiet(window);
  });

  /** Opens a page and waits until nothing on it is loading any more. */
  async function show(page: Page, path: string): Promise<void> {
    await page.goto(path);
    await page.getByRole('heading').first().waitFor();
    const loading = page.locator('[role=status][aria-label]');
    await eventually(
      async () => {
        expect(await loading.count()).toBe(0);
        // A dialog that still fades in has no colours yet.
        expect(await page.evaluate(FADING)).toBe(0);
      },
      { deadlineMs: 10_000 },
    );
  }

  async function axe(page: Page): Promise<AxeResults> {
    await page.evaluate(AXE);
    return page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })');
  }
});

/** By how many pixels the page, or an open dialog, is wider than its window. */
const OVERFLOW = `Math.max(...[document.documentElement, ...document.querySelectorAll('[role=dialog]')]
  .map((element) => element.scrollWidth - element.clientWidth))`;

/** How many dialogs are not fully there. */
const FADING = `[...document.querySelectorAll('[role=dialog]')]
  .filter((element) => getComputedStyle(element).opacity !== '1').length`;

/** Texts of buttons, links of the navigation, headings, labels and headers: what the interface itself says. */
const INTERFACE_TEXTS = `[...document.querySelectorAll('button, nav a, h2, h3, label, th, dt, legend, figcaption')]
  .filter((element) => element.checkVisibility() && element.closest('bdi, code') === null)
  .map((element) => [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(' ').trim())
  .filter((text) => text !== '')`;
