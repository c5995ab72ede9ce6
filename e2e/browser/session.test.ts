import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './harness/chromium.ts';
import { ACCOUNT, ANA, World } from './harness/world.ts';

describe.skipIf(!hasChromium)('a session that is not enough any more (needs Chromium)', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
    await world.addAccount();
  });
  afterAll(() => world.close());

  /** Opens the create dialog and types a name into it. */
  async function typeName(page: Page, name: string): Promise<void> {
    await page.goto(`/accounts/${ACCOUNT}/webhook?dialog=create`);
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
  }

  async function store(page: Page): Promise<void> {
    await page.getByRole('dialog', { name: 'Store this secret now' }).waitFor();
    await page.getByRole('checkbox', { name: 'I have noted it another way' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
  }

  it('asks for the password in place when it was typed too long ago, and goes on with what was typed', async () => {
    const window = await world.signedIn();
    const { page } = window;
    await typeName(page, 'typed before the password');
    world.keyturn.makeSessionsStale();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Your password, please' });
    await dialog.getByLabel('Password', { exact: true }).fill('wrong horse battery');
    await page.keyboard.press('Enter');
    await dialog.getByText('Email or password is wrong').waitFor();
    await dialog.getByLabel('Password', { exact: true }).fill(ANA.password);
    await page.keyboard.press('Enter');
    await store(page);
    await page.getByRole('listitem').getByText('typed before the password').waitFor();
    await world.closeQuiet(window);
  });

  it('leaves everything as it was when the person would rather not', async () => {
    const window = await world.signedIn();
    const { page } = window;
    await typeName(page, 'typed and kept');
    world.keyturn.makeSessionsStale();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Not now' }).click();
    await page.getByText('Your password is needed again').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('typed and kept');
    await world.closeQuiet(window);
  });

  it('asks to sign in again when it ended, and goes on with what was typed', async () => {
    const window = await world.signedIn();
    const { page } = window;
    await typeName(page, 'typed before the session ended');
    world.keyturn.endSessions();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    expect(await dialog.getByLabel('Email').inputValue()).toBe(ANA.email);
    await dialog.getByLabel('Password', { exact: true }).fill(ANA.password);
    await page.keyboard.press('Enter');
    await store(page);
    await page.getByRole('listitem').getByText('typed before the session ended').waitFor();
    await world.closeQuiet(window);
  });

  it('asks for the password before it activates, and keeps what was chosen and typed', async () => {
    const window = await world.signedIn();
    const { page } = window;
    await typeName(page, 'to be activated');
    await page.keyboard.press('Enter');
    await store(page);
    await page.getByRole('button', { name: 'Activate…' }).click();
    await page.getByRole('radio', { name: 'Now' }).click();
    const prompt = page.getByRole('textbox', { name: /first five characters/ });
    const letters = ((await prompt.getAttribute('aria-label')) ?? '').split(': ')[1] ?? '';
    await prompt.fill(letters.replaceAll(' ', ''));
    world.keyturn.makeSessionsStale();
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: 'Your password, please' })
      .getByLabel('Password', { exact: true })
      .fill(ANA.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Last turn' }).waitFor();
    await world.closeQuiet(window);
  });

  it('shows a viewer no act that would be refused, and names the permission when one is tried anyway', async () => {
    const window = await world.member('viewer');
    const { page } = window;
    await page.goto(`/accounts/${ACCOUNT}/webhook`);
    await page.getByText('You can look at this account').waitFor();
    expect(await page.getByRole('button', { name: 'Create secret' }).count()).toBe(0);
    await typeName(page, 'not for a viewer');
    await page.keyboard.press('Enter');
    await page.getByText('You may not do this').waitFor();
    await page.getByText('It needs the permission secrets:create').waitFor();
    await world.closeQuiet(window);
  });

  it('shows a member of one account nothing of another', async () => {
    await world.addAccount('globex', 'Globex');
    const window = await world.member('developer');
    await window.page.goto('/accounts/globex/webhook');
    await window.page.getByText('There is no such thing here').waitFor();
    await world.closeQuiet(window);
  });
});

describe.skipIf(!hasChromium)('a server that goes away (needs Chromium)', () => {
  it('leaves what was read on the page, says that it is old, and takes over again', async () => {
    const world = await World.open();
    try {
      await world.addAccount();
      const window = await world.signedIn();
      const { page } = window;
      await page.goto(`/accounts/${ACCOUNT}/webhook`);
      await page.getByText('Events are sent unsigned').waitFor();
      await world.keyturn.end();
      await page.getByText('Not up to date: The server does not answer').waitFor();
      expect(await page.getByText('Events are sent unsigned').isVisible()).toBe(true);

      await world.keyturn.run();
      await world.keyturn.client.createSecret({
        path: { account: ACCOUNT },
        body: { name: 'after the outage' },
      });
      await page.getByText('after the outage').waitFor();
      await world.closeQuiet(window);
    } finally {
      await world.close();
    }
  });
});
