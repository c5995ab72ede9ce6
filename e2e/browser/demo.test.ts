import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium, openWindow, type TestWindow } from './harness/chromium.ts';
import { findFreePort, KeyturnCommand } from './harness/keyturn-command.ts';

/** From the printed link to a finished turn. */
const TURN_MS_MAX = 120_000;

describe.skipIf(!hasChromium)('the demo (needs Chromium)', () => {
  let demo: KeyturnCommand;
  let browser: Browser;
  let folder: string;
  let window: TestWindow;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-demo-'));
    const port = await findFreePort();
    demo = await KeyturnCommand.start(['demo', '--port', String(port), '--no-open'], { port, folder });
    browser = await launchChromium();
    window = await openWindow(browser, `http://localhost:${port}`);
  }, 200_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it('leads from its printed link through the guide to a finished turn', {
    timeout: TURN_MS_MAX + 30_000,
  }, async () => {
    const link = /http:\/\/localhost:\d+\/start#\S+/.exec(demo.output)?.[0] ?? '';
    const { page } = window;
    const begun = performance.now();
    await page.goto(link);
    const guide = page.getByRole('complementary', { name: 'Turn the key' });
    await guide.getByText('Step 2 of 6').waitFor();
    await page.getByText('Events are sent unsigned').waitFor();

    for (const action of ['Create a secret', 'Create the next one']) {
      await guide.getByRole('link', { name: action }).click();
      await page
        .getByRole('dialog', { name: 'Create a secret' })
        .getByRole('textbox', { name: 'Name' })
        .press('Enter');
      await page.getByRole('button', { name: 'Give it to the receiver' }).click();
      await page.getByRole('button', { name: 'The receiver has it' }).waitFor();
      await page.getByRole('button', { name: 'I have stored it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }

    await guide.getByRole('link', { name: 'Activate…' }).click();
    await page.getByRole('radio', { name: 'Now' }).click();
    const prompt = page.getByRole('textbox', { name: /first five characters/ });
    const letters = ((await prompt.getAttribute('aria-label')) ?? '').split(': ')[1] ?? '';
    await prompt.fill(letters.replaceAll(' ', ''));
    await page.keyboard.press('Enter');

    await guide.getByText('You have turned a key').waitFor();
    await page.getByText('Turned', { exact: true }).waitFor();
    await page.getByText(/^0 requests signed with/).waitFor();
    expect(performance.now() - begun).toBeLessThan(TURN_MS_MAX);
    window.assertQuiet();
  });

  it('breaks its receiver and mends it, and nothing is lost', { timeout: 60_000 }, async () => {
    const { page } = window;
    const receiver = page.getByRole('region', { name: 'The receiver' });
    await receiver.getByRole('radio', { name: 'Answers 500' }).click();
    await receiver.getByRole('radio', { name: 'Answers 500', checked: true }).waitFor();
    await page.getByRole('link', { name: 'Deliveries', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
    await page.getByRole('combobox', { name: 'State' }).selectOption('Waiting');
    await page.getByRole('row').filter({ hasText: '500' }).getByRole('link').first().click();
    await page.getByText(/Refused: 500 from the receiver\. Attempt \d+ of 12; the next/).waitFor();

    await page.getByRole('link', { name: 'Webhook', exact: true }).first().click();
    await receiver.getByRole('radio', { name: 'Works' }).click();
    await receiver.getByRole('radio', { name: 'Works', checked: true }).waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Retry now' }).click();
    await page.getByText(/Delivered: 2\d\d from the receiver, at attempt \d+\./).waitFor();
    window.assertQuiet();
  });
});
