import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './harness/chromium.ts';
import { ACCOUNT, World } from './harness/world.ts';

/** What a first visit may cost, compressed, without the API's answers. */
const FIRST_LOAD_BYTES_MAX = 250 * 1024;

describe.skipIf(!hasChromium)('the first visit (needs Chromium)', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.addAccount();
  });
  afterAll(() => world.close());

  it(`loads at most ${FIRST_LOAD_BYTES_MAX / 1024} KiB, and no part that only other pages need`, async () => {
    const window = await world.signedIn();
    await window.page.goto(`/accounts/${ACCOUNT}/webhook`);
    await window.page.getByText('Events are sent unsigned').waitFor();
    const loaded = await window.page.evaluate<{ name: string; bytes: number }[]>(LOADED);
    const files = loaded.filter(({ name }) => !/^\/(v1|session)\b/.test(new URL(name).pathname));
    expect(files.length).toBeGreaterThan(3);
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_BYTES_MAX);
    expect(
      files.map(({ name }) => name).filter((name) => /json-tree|chart|pseudo|delivery-page/.test(name)),
    ).toEqual([]);
    await world.closeQuiet(window);
  });

  it('paints in the chosen theme at once, without a flash of the other', async () => {
    const window = await world.signedIn({ theme: 'dark' });
    const { page } = window;
    // The script that chooses runs before anything is drawn: no module is needed for it.
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(`/accounts/${ACCOUNT}/webhook`);
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    await page.evaluate(`localStorage.setItem('mantine-color-scheme-value', 'light')`);
    await page.reload();
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('light');
    await window.context.close();
  });
});

const LOADED = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize }))`;
