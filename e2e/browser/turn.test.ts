import { eventually } from '@keyturn/testkit';
import { createVerifier } from '@keyturn/verify';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, type TestWindow, type WindowLook } from './harness/chromium.ts';
import { type Hands, keyboard, mouse, thumb } from './harness/hands.ts';
import { World } from './harness/world.ts';

const TURN_MS_MAX = 120_000;

describe.skipIf(!hasChromium)('from the first event to a finished turn (needs Chromium)', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  const ways: readonly (readonly [string, WindowLook, (page: Page) => Hands])[] = [
    ['with a mouse', {}, mouse],
    ['by keyboard alone', {}, keyboard],
    ['with a thumb at 390 px', { width: 390, height: 844, input: 'touch' }, thumb],
  ];

  it.each(ways)(
    'takes a person less than 120 s %s',
    async (way, look, handsOf) => {
      const account = way.replaceAll(/\W+/g, '-');
      await world.addAccount(account);
      const window = await world.signedIn(look);
      const { page } = window;
      const hands = handsOf(page);
      const begun = performance.now();
      await page.goto(`/accounts/${account}/webhook`);

      await page.getByText('Events are sent unsigned').waitFor();
      expect((await receive(account)).headers['webhook-signature']).toBeUndefined();

      const first = await create(window, hands, 'Active');
      expect((await verified(account, first.text)).keyId).toBe(first.keyId);

      const second = await create(window, hands, 'Pending');
      expect((await verified(account, first.text)).keyId).toBe(first.keyId);

      await hands.press('button', 'Activate…');
      await page.getByRole('dialog').getByText('This cannot be undone').waitFor();
      await hands.choose('radio', 'Now');
      await hands.type(/first five characters/, second.keyId.slice(0, 5));
      await hands.press('button', `Activate and stop ${first.keyId.slice(0, 5)}`);
      await page.getByRole('heading', { name: 'Last turn' }).waitFor();

      expect((await verified(account, second.text)).keyId).toBe(second.keyId);
      await page.getByText('Turned', { exact: true }).waitFor();
      await page.getByText(/^0 requests signed with/).waitFor();
      expect(performance.now() - begun).toBeLessThan(TURN_MS_MAX);
      await world.closeQuiet(window);
    },
    TURN_MS_MAX + 30_000,
  );

  /** Creates a secret and stores its text as a person does. */
  async function create(
    { page }: TestWindow,
    hands: Hands,
    status: 'Active' | 'Pending',
  ): Promise<{ text: string; keyId: string }> {
    // The unsigned account has the button twice: beside the warning, and where the secrets will be.
    const isFirst = status === 'Active';
    if (isFirst) await page.getByRole('button', { name: 'Create secret' }).first().focus();
    if (isFirst) await page.keyboard.press('Enter');
    else await hands.press('button', 'Create secret');
    const dialog = page.getByRole('dialog', { name: 'Create a secret' });
    await dialog.getByRole('textbox', { name: 'Name' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Store this secret now' }).waitFor();
    await hands.press('button', 'Copy');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    await hands.press('button', 'I have stored it');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const row = page.getByRole('listitem').filter({ hasText: status });
    const spoken = await row.getByText(/^Key id( [A-Z2-7]){10}$/).textContent();
    return { text, keyId: (spoken ?? '').replace('Key id', '').replaceAll(' ', '') };
  }

  /** Publishes an event and gives the request that carried it. */
  async function receive(account: string) {
    const id = await world.publish(account);
    return eventually(
      () => {
        const request = world.receiver.requests.find(({ headers }) => headers['webhook-id'] === id);
        if (request === undefined) throw new Error(`${id} did not arrive`);
        return request;
      },
      { deadlineMs: 10_000 },
    );
  }

  /** Publishes an event and verifies the request that carried it, with one secret alone. */
  async function verified(account: string, text: string) {
    const { headers, body } = await receive(account);
    return createVerifier({ secrets: [text] }).verifyBytes({ headers, body });
  }
});
