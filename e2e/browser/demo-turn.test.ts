import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@keyturn/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasChromium, launchChromium, openWindow, type WindowLook } from './harness/chromium.ts';
import { type Hands, keyboard, thumb } from './harness/hands.ts';
import { findFreePort, KeyturnCommand } from './harness/keyturn-command.ts';

/** From the printed link to a finished turn. */
const TURN_MS_MAX = 120_000;
const MANIFEST = fileURLToPath(new URL('../../package.json', import.meta.url));

describe.skipIf(!hasChromium)('from `npm start` to a finished turn (needs Chromium)', () => {
  let browser: Browser;
  let folder: string;
  let demo: KeyturnCommand;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    const { scripts } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    const [, args = ''] = /^node packages\/cli\/src\/main\.ts (.+)$/.exec(scripts.start) ?? [];
    folder = mkdtempSync(join(tmpdir(), 'keyturn-demo-turn-'));
    const port = await findFreePort();
    demo = await KeyturnCommand.start([...args.split(' '), '--port', String(port)], { port, folder });
  }, 200_000);
  afterEach(async () => {
    await demo.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const ways: readonly (readonly [string, WindowLook, (page: Page) => Hands])[] = [
    ['by keyboard alone', {}, keyboard],
    ['with a thumb at 390 px', { width: 390, height: 844, input: 'touch' }, thumb],
  ];

  it.each(ways)(
    'takes a person less than 120 s %s',
    async (_, look, handsOf) => {
      const link = await eventually(
        () => /http:\/\/localhost:\d+\/start#\S+/.exec(demo.output)?.[0] ?? expect.fail('no link yet'),
        { deadlineMs: 10_000 },
      );
      const window = await openWindow(browser, new URL(link).origin, look);
      const { page } = window;
      const hands = handsOf(page);
      const begun = performance.now();
      await page.goto(link);
      const at = (step: string) =>
        page
          .getByRole('listitem')
          .and(page.locator('[aria-current=step]'))
          .filter({ hasText: step })
          .waitFor();

      await at('Create a secret');
      await page.getByText('Events are sent unsigned').waitFor();
      await arrived(/ 0 failed {2}unsigned\n/);

      await hands.press('link', 'Create a secret');
      const first = await createAndGive(page, hands);
      await arrived(new RegExp(` 0 failed {2}signed, key ${first}\n`));

      await hands.press('link', 'Create the next one');
      const second = await createAndGive(page, hands);
      await at('Activate it');
      expect(demo.output).not.toContain(`signed, key ${second}`);

      await hands.press('link', 'Activate…');
      await page.getByRole('dialog').getByText('This cannot be undone').waitFor();
      await hands.choose('radio', 'Now');
      await hands.type(/first five characters/, second);
      await hands.press('button', `Activate and stop ${first}`);
      await arrived(new RegExp(` 0 failed {2}signed, key ${second}\n`));

      await page.getByText('You have turned a key').waitFor();
      await page.getByText('Turned', { exact: true }).waitFor();
      expect(performance.now() - begun).toBeLessThan(TURN_MS_MAX);
      // The receiver's own word: after the first event with the new key none came with the old one.
      const [, after = ''] = demo.output.split(`signed, key ${second}\n`);
      expect(after).not.toContain(first);
      expect(demo.output).not.toMatch(/ [1-9]\d* failed/);
      window.assertQuiet();
      await window.context.close();
    },
    TURN_MS_MAX + 30_000,
  );

  /** Waits until the receiver has said so. */
  async function arrived(line: RegExp): Promise<void> {
    await eventually(() => expect(demo.output).toMatch(line), { deadlineMs: 20_000 });
  }

  /** Creates a secret, hands it to the receiver, and gives the first five characters of its key id. */
  async function createAndGive(page: Page, hands: Hands): Promise<string> {
    const dialog = page.getByRole('dialog', { name: 'Create a secret' });
    await dialog.getByRole('textbox', { name: 'Name' }).waitFor();
    // The name is proposed, and has the focus.
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Store this secret now' }).waitFor();
    const spoken = await page
      .getByRole('dialog')
      .getByText(/^Key id( [A-Z2-7]){10}$/)
      .textContent();
    await hands.press('button', 'Give it to the receiver');
    await page.getByRole('button', { name: 'The receiver has it' }).waitFor();
    await hands.press('button', 'I have stored it');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    return (spoken ?? '').replace('Key id', '').replaceAll(' ', '').slice(0, 5);
  }
});
