import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from './harness/chromium.ts';
import { ANA, World } from './harness/world.ts';

describe.skipIf(!hasChromium)('the first run, from the printed link (needs Chromium)', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  it('leads from the link to a user, an account and the Webhook page', async () => {
    const window = await world.window();
    const { page } = window;
    const link = await world.keyturn.loginLink();
    await page.goto(link);

    await page.getByRole('heading', { name: 'Your user' }).waitFor();
    expect(page.url()).not.toContain('#');
    await page.getByLabel('Name').fill(ANA.name);
    await page.getByLabel('Email').fill(ANA.email);
    await page.getByLabel('Password', { exact: true }).fill(ANA.password);
    await page.getByRole('button', { name: 'Create user' }).click();

    await page.getByRole('heading', { name: 'Your first account' }).waitFor();
    await page.getByLabel('Account name').fill('Acme Ltd');
    expect(await page.getByLabel('Account id').inputValue()).toBe('acme-ltd');
    await page.getByRole('button', { name: 'Create account' }).click();

    await page.getByRole('heading', { name: 'Webhook', level: 1 }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/accounts/acme-ltd/webhook');
    await page.getByText('Events are sent unsigned').waitFor();

    const second = await world.window();
    await second.page.goto(link);
    await second.page.getByText('This link does not work any more').waitFor();
    await world.closeQuiet(second);
    await world.closeQuiet(window);
  });

  it('tells a stranger before it that the link comes first', async () => {
    const stranger = await World.open();
    try {
      const window = await stranger.window();
      await window.page.goto('/accounts/acme/webhook');
      await window.page.getByRole('heading', { name: 'Not set up yet' }).waitFor();
      await stranger.closeQuiet(window);
    } finally {
      await stranger.close();
    }
  });

  it('keeps the email when the password was wrong, and goes on to the page that was asked for', async () => {
    const window = await world.window();
    const { page } = window;
    await page.goto('/accounts/acme-ltd/deliveries?status=dead');
    await page.getByRole('heading', { name: 'Sign in to Keyturn' }).waitFor();
    await page.getByLabel('Email').fill(ANA.email);
    await page.getByLabel('Password', { exact: true }).fill('wrong horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Email or password is wrong').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(ANA.email);

    await page.getByLabel('Password', { exact: true }).fill(ANA.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Deliveries', level: 1 }).waitFor();
    expect(page.url()).toContain('/accounts/acme-ltd/deliveries?status=dead');

    await page.getByRole('button', { name: `Signed in as ${ANA.name}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyturn' }).waitFor();
    await page.goto('/accounts/acme-ltd/webhook');
    await page.getByRole('heading', { name: 'Sign in to Keyturn' }).waitFor();
    await world.closeQuiet(window);
  });

  it('asks who came by a link alone to choose a password', async () => {
    const added = await world.keyturn.client.addMember({
      path: { account: 'acme-ltd' },
      body: { name: 'Ben', email: 'ben@acme.example', role: 'developer' },
    });
    const window = await world.window();
    const { page } = window;
    await page.goto(added.login_link?.url ?? '');
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    await page.getByLabel('New password').fill('another horse battery');
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByRole('heading', { name: 'Webhook', level: 1 }).waitFor();
    await world.closeQuiet(window);
  });

  it('leads nobody away to another site after signing in', async () => {
    const window = await world.window();
    const { page } = window;
    await page.goto('/sign-in?next=%2F%2Fevil.example%2F');
    await page.getByLabel('Email').fill(ANA.email);
    await page.getByLabel('Password', { exact: true }).fill(ANA.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Webhook', level: 1 }).waitFor();
    expect(new URL(page.url()).origin).toBe(world.keyturn.url);
    await world.closeQuiet(window);
  });
});
