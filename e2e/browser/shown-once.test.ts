import { readFile } from 'node:fs/promises';
import { eventually, PlantedSecrets } from '@keyturn/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, type TestWindow } from './harness/chromium.ts';
import { heapTexts } from './harness/heap-texts.ts';
import { ACCOUNT, World } from './harness/world.ts';

describe.skipIf(!hasChromium)('the text of a new secret (needs Chromium)', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.addAccount();
  });
  afterAll(() => world.close());

  /** Opens the page, creates a secret, and gives its text while it is shown. */
  async function shown(window: TestWindow): Promise<string> {
    const { page } = window;
    await page.goto(`/accounts/${ACCOUNT}/webhook`);
    await page.getByRole('button', { name: 'Create secret' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).press('Enter');
    await dialogOf(page).waitFor();
    return (
      (await dialogOf(page)
        .getByText(/^whsec_/)
        .textContent()) ?? ''
    );
  }

  const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Store this secret now' });

  it('stays until it was stored: Escape, a click beside it and the back button do nothing', async () => {
    const window = await world.signedIn();
    const { page } = window;
    await shown(window);
    const done = page.getByRole('button', { name: 'I have stored it' });
    expect(await done.isEnabled()).toBe(false);

    await page.keyboard.press('Escape');
    await page.mouse.click(5, 5);
    await page.evaluate('history.back()');
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(await dialogOf(page).isVisible()).toBe(true);
    expect(page.url()).toContain('dialog=create');

    const asked = page.waitForEvent('dialog');
    const left = page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    await left;
    expect(await dialogOf(page).isVisible()).toBe(true);

    await page.getByRole('checkbox', { name: 'I have noted it another way' }).click();
    await done.click();
    await dialogOf(page).waitFor({ state: 'detached' });
    await world.closeQuiet(window);
  });

  it('is copied and downloaded as it is, in a file named after account and key', async () => {
    const window = await world.signedIn();
    const { page } = window;
    const text = await shown(window);
    await page.getByRole('button', { name: 'Copy', exact: true }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate<string>('navigator.clipboard.readText()')).toBe(text);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download .env' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^keyturn-acme-[A-Z2-7]{5}\.env$/);
    expect(await readFile(await download.path(), 'utf8')).toBe(`KEYTURN_SECRET_NEXT=${text}\n`);
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await world.closeQuiet(window);
  });

  it('is nowhere once its dialog closed: page, address, history, storage, caches, memory, requests, log', async () => {
    const window = await world.signedIn();
    const { page, context } = window;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(`${request.url()}\n${request.postData() ?? ''}`));

    const text = await shown(window);
    const planted = new PlantedSecrets();
    planted.plant('the secret that was shown', text);
    const [pageBefore, memoryBefore] = [await page.content(), await heapTexts(page)];
    expect(() => planted.assertAbsent('the page while it is shown', pageBefore)).toThrow();
    expect(() => planted.assertAbsent('memory while it is shown', memoryBefore)).toThrow();

    await page.getByRole('checkbox', { name: 'I have noted it another way' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await dialogOf(page).waitFor({ state: 'detached' });

    planted.assertAbsent('the page', await page.content());
    planted.assertAbsent('the address', page.url());
    planted.assertAbsent('what was asked', asked.join('\n'));
    planted.assertAbsent('storage and history', await page.evaluate<string>(EVERYTHING_KEPT));
    planted.assertAbsent('the profile', JSON.stringify(await context.storageState({ indexedDB: true })));
    planted.assertAbsent('the server’s log', world.keyturn.output);
    // What nothing refers to any more is freed when the browser gets to it, not the moment a dialog closes.
    await eventually(async () => planted.assertAbsent('memory', await heapTexts(page)), {
      deadlineMs: 20_000,
    });
    await world.closeQuiet(window);
  });

  it('that was lost on its way is said to be lost, and another can be created', async () => {
    const window = await world.signedIn();
    const { page } = window;
    await page.goto(`/accounts/${ACCOUNT}/webhook?dialog=create`);
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    let posts = 0;
    await page.route('**/v1/accounts/*/secrets', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      posts += 1;
      if (posts > 1) return route.fallback();
      // It arrives and is done; its answer does not come back.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('textbox', { name: 'Name' }).press('Enter');
    await page.getByRole('dialog', { name: 'The secret was created, but its text was lost' }).waitFor();
    expect(posts).toBe(2);
    await page.getByRole('dialog').getByRole('button', { name: 'Create secret' }).click();
    await page.getByText('This replaces the pending secret').waitFor();
    await world.closeQuiet(window);
  });
});

/** What a page can keep: both storages, cookies that scripts can read, its history entry, names of caches and databases. */
const EVERYTHING_KEPT = `(async () => JSON.stringify([
  { ...localStorage }, { ...sessionStorage }, document.cookie, history.state, window.name,
  performance.getEntries().map((entry) => entry.name),
  await caches.keys(), await indexedDB.databases(),
]))()`;
