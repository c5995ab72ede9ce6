/**
 * Takes the pictures of `docs/images` from the real demo: a key was turned, and the next secret waits. Run it after the Webhook page has
 * changed: `node scripts/take-pictures.ts`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@keyturn/client';
import { eventually } from '@keyturn/testkit';
import type { Browser } from 'playwright-core';
import { launchChromium, openWindow, type WindowLook } from '../e2e/browser/harness/chromium.ts';
import { findFreePort, KeyturnCommand } from '../e2e/browser/harness/keyturn-command.ts';

const IMAGES = join(import.meta.dirname, '../docs/images');
const ACCOUNT = 'acme';
/** Signed with each key before the picture, so that there is something to see. */
const EVENTS_SEEN = 40;

const PICTURES: readonly (readonly [string, WindowLook])[] = [
  ['webhook.png', { width: 1320, height: 940, theme: 'light' }],
  ['webhook-dark.png', { width: 1320, height: 940, theme: 'dark' }],
  ['webhook-phone.png', { width: 390, height: 844, theme: 'light', input: 'touch' }],
];

const folder = mkdtempSync(join(tmpdir(), 'keyturn-pictures-'));
const port = await findFreePort();
const demo = await KeyturnCommand.start(['demo', '--port', String(port), '--rate', '10', '--no-open'], {
  port,
  folder,
});
const browser = await launchChromium();
try {
  await turnAKey();
  mkdirSync(IMAGES, { recursive: true });
  for (const [name, look] of PICTURES) await takePicture(browser, name, look);
} finally {
  await browser.close();
  await demo.end();
  rmSync(folder, { recursive: true, force: true });
}

/** Two secrets one after the other, turned; a third that waits. The receiver is given each of them. */
async function turnAKey(): Promise<void> {
  const client = createClient({ url: `http://localhost:${port}`, apiKey: adminKey() });
  const path = { account: ACCOUNT };
  const create = async (name: string): Promise<string> => {
    const { id, secret } = await client.createSecret({ path, body: { name } });
    const given = await fetch(`${receiverUrl()}/secrets`, { method: 'POST', body: secret ?? '' });
    if (!given.ok) throw new Error(`the receiver did not take ${name}: ${await given.text()}`);
    return id;
  };
  await create('2026-05 launch');
  await delivered(EVENTS_SEEN);
  const second = await create('2026-11 rotation');
  await client.activateSecret({ path: { ...path, secret: second } });
  await delivered(EVENTS_SEEN);
  await create('2027-05 rotation');
}

async function takePicture(browser: Browser, name: string, look: WindowLook): Promise<void> {
  const client = createClient({ url: `http://localhost:${port}`, apiKey: adminKey() });
  const { url } = await client.createLoginLink({ body: {} });
  const window = await openWindow(browser, `http://localhost:${port}`, look);
  const { page } = window;
  await page.goto(url);
  await page.getByText('Turned', { exact: true }).waitFor();
  await page.getByText(/^0 requests signed with/).waitFor();
  // On a phone the guide and its receiver stand before the secrets.
  if (look.input === 'touch') {
    await page.getByRole('region', { name: 'Secrets' }).evaluate((card) => card.scrollIntoView());
  }
  await page.screenshot({ path: join(IMAGES, name), animations: 'disabled' });
  await window.context.close();
}

/** Waits until the receiver has taken this many more. */
async function delivered(count: number): Promise<void> {
  const now = (): number => Number(/.*\s(\d+) delivered/s.exec(demo.output)?.[1] ?? 0);
  const before = now();
  await eventually(
    () => {
      if (now() < before + count) throw new Error('not yet');
    },
    { deadlineMs: 60_000 },
  );
}

function adminKey(): string {
  return readFileSync(join(folder, 'data/demo/admin-key'), 'utf8').trim();
}

function receiverUrl(): string {
  return /Receiver +(http:\S+)\/hooks/.exec(demo.output)?.[1] ?? '';
}
