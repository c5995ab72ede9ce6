import { eventually } from '@keyturn/testkit';
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium, type TestWindow } from './harness/chromium.ts';
import { World } from './harness/world.ts';

const ACTIVATE = '**/activate';
const SECRETS = /\/secrets\?/;

describe.skipIf(!hasChromium)('the Activate dialog (needs Chromium)', () => {
  let world: World;
  let accounts = 0;
  beforeAll(async () => {
    world = await World.open();
  });
  afterAll(() => world.close());

  /** An account with an active and a pending secret, and a window with the dialog open. */
  async function opened(): Promise<Turn> {
    accounts += 1;
    const account = `acme-${accounts}`;
    await world.addAccount(account);
    const path = { account };
    const { client } = world.keyturn;
    const active = await client.createSecret({ path, body: { name: 'launch' } });
    const pending = await client.createSecret({ path, body: { name: 'rotation' } });
    const window = await world.signedIn();
    await window.page.goto(`/accounts/${account}/webhook?dialog=activate&secret=${pending.id}`);
    await window.page.getByText('This cannot be undone').waitFor();
    return { account, window, page: window.page, active, pending };
  }

  interface Turn {
    readonly account: string;
    readonly window: TestWindow;
    readonly page: Page;
    readonly active: { readonly id: string; readonly key_id: string };
    readonly pending: { readonly id: string; readonly key_id: string };
  }

  /** Chooses Now, types the five characters and presses the red button. */
  async function decide({ page, active, pending }: Turn): Promise<void> {
    await page.getByRole('radio', { name: 'Now' }).click();
    await page.getByRole('textbox', { name: /first five characters/ }).fill(pending.key_id.slice(0, 5));
    await page.getByRole('button', { name: `Activate and stop ${active.key_id.slice(0, 5)}` }).click();
  }

  const statusOf = async ({ account }: Turn, id: string): Promise<string> =>
    (await world.keyturn.client.getSecret({ path: { account, secret: id } })).status;

  const activations = async ({ account }: Turn): Promise<number> =>
    (await world.keyturn.client.listAudit({ path: { account }, query: { act: 'secret.activated' } })).data
      .length;

  it('has nothing chosen, and no way on before a choice and the typed key id', async () => {
    const turn = await opened();
    const { page, pending } = turn;
    const submit = page.getByRole('button', { name: /^Activate( and|$)/ });
    expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
    await page.getByRole('textbox', { name: /first five characters/ }).fill(pending.key_id.slice(0, 5));
    expect(await submit.isEnabled()).toBe(false);
    await page.getByRole('radio', { name: /Sign with both for/ }).click();
    expect(await submit.textContent()).toBe('Activate and sign with both for 24 hours');
    expect(await submit.isEnabled()).toBe(true);
    await page.getByRole('textbox', { name: /first five characters/ }).fill('WRONG');
    expect(await submit.isEnabled()).toBe(false);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await statusOf(turn, pending.id)).toBe('pending');
    await world.closeQuiet(turn.window);
  });

  it('turns into "Replaced by" when the secret is replaced while it is open, and changes nothing', async () => {
    const turn = await opened();
    await world.keyturn.client.createSecret({ path: { account: turn.account }, body: { name: 'Ben’s' } });
    await turn.page.getByText(/Replaced by “Ben’s”, made by .+ Nothing was changed\./).waitFor();
    expect(await statusOf(turn, turn.active.id)).toBe('active');
    await world.closeQuiet(turn.window);
  });

  it('changes nothing when the secret was replaced between the last look and the act', async () => {
    const turn = await opened();
    // From here on the page sees the secrets as they were, until it has asked to activate.
    let before: Awaited<ReturnType<Route['fetch']>> | undefined;
    let hasAsked = false;
    await turn.page.route(SECRETS, async (route) => {
      if (hasAsked) return route.fallback();
      before ??= await route.fetch();
      return route.fulfill({ response: before });
    });
    await turn.page.route(ACTIVATE, (route) => {
      hasAsked = true;
      return route.fallback();
    });
    await eventually(() => expect(before).toBeDefined(), { deadlineMs: 15_000 });
    await world.keyturn.client.createSecret({ path: { account: turn.account }, body: { name: 'Ben’s' } });
    await decide(turn);
    await turn.page.getByText(/Replaced by “Ben’s”, made by .+ Nothing was changed\./).waitFor();
    expect(await statusOf(turn, turn.active.id)).toBe('active');
    expect(await activations(turn)).toBe(0);
    await world.closeQuiet(turn.window);
  });

  it('cannot be left while it waits for the cut-over', async () => {
    const turn = await opened();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await turn.page.route(ACTIVATE, async (route) => {
      await held;
      await route.fallback();
    });
    await decide(turn);
    await turn.page.getByText('Waiting until no process can sign with the old key').waitFor();
    await turn.page.keyboard.press('Escape');
    await turn.page.mouse.click(5, 5);
    expect(await turn.page.getByRole('dialog').getByRole('button').count()).toBe(0);
    expect(await turn.page.getByText('Waiting until no process').isVisible()).toBe(true);
    letGo();
    await turn.page.getByRole('heading', { name: 'Last turn' }).waitFor();
    await world.closeQuiet(turn.window);
  });

  it('reads the secrets before it speaks when the answer was lost, and finds the turn done', async () => {
    const turn = await opened();
    await turn.page.route(ACTIVATE, async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await decide(turn);
    await turn.page.getByRole('heading', { name: 'Last turn' }).waitFor();
    expect(await statusOf(turn, turn.pending.id)).toBe('active');
    expect(await activations(turn)).toBe(1);
    await world.closeQuiet(turn.window);
  });

  it('says that the secret is still pending when the request never arrived, and goes on from there', async () => {
    const turn = await opened();
    await turn.page.route(ACTIVATE, (route) => route.abort('connectionrefused'));
    await decide(turn);
    await turn.page.getByText('the secret is still pending').waitFor();
    expect(await statusOf(turn, turn.pending.id)).toBe('pending');
    await turn.page.unroute(ACTIVATE);
    await turn.page.getByRole('button', { name: 'Look again' }).click();
    await decide(turn);
    await turn.page.getByRole('heading', { name: 'Last turn' }).waitFor();
    await world.closeQuiet(turn.window);
  });

  it('makes one turn of two people who activate at the same moment', async () => {
    const turn = await opened();
    const second = await world.signedIn();
    await second.page.goto(turn.page.url());
    await second.page.getByText('This cannot be undone').waitFor();
    await Promise.all([decide(turn), decide({ ...turn, page: second.page })]);
    for (const page of [turn.page, second.page]) {
      await page.getByRole('heading', { name: 'Last turn' }).waitFor();
    }
    expect(await activations(turn)).toBe(1);
    await world.closeQuiet(second);
    await world.closeQuiet(turn.window);
  });

  it('opens an overlap in which both keys sign, and ends it early', async () => {
    const turn = await opened();
    const { page } = turn;
    await page.getByRole('radio', { name: /Sign with both for/ }).click();
    await page.getByRole('combobox', { name: 'Length of the overlap' }).selectOption('3 days');
    await page.getByRole('textbox', { name: /first five characters/ }).fill(turn.pending.key_id.slice(0, 5));
    await page.getByRole('button', { name: 'Activate and sign with both for 3 days' }).click();
    await page.getByText(/Signs beside the active one until/).waitFor();
    expect(await statusOf(turn, turn.active.id)).toBe('retiring');

    const id = await world.publish(turn.account);
    const request = await eventually(
      () => world.receiver.requests.find(({ headers }) => headers['webhook-id'] === id) ?? Promise.reject(),
      { deadlineMs: 10_000 },
    );
    expect(request.headers['keyturn-key-id']).toBe(`${turn.pending.key_id} ${turn.active.key_id}`);

    await page.getByRole('button', { name: 'End overlap…' }).click();
    await page.getByRole('button', { name: `Stop key ${turn.active.key_id.slice(0, 5)} now` }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('1 disabled secret').waitFor();
    expect(await statusOf(turn, turn.active.id)).toBe('disabled');
    await world.closeQuiet(turn.window);
  });

  it('moves one endpoint to a secret of its own, and leaves the account’s key to the others', async () => {
    const turn = await opened();
    const { page, account } = turn;
    const { client } = world.keyturn;
    const [endpoint] = (await client.listEndpoints({ path: { account } })).data;
    await page.goto(`/accounts/${account}/webhook?endpoint=${endpoint?.id}`);
    await page.getByText('The account’s secret signs here').waitFor();
    await page.getByRole('button', { name: 'Create secret' }).click();
    await page
      .getByRole('dialog', { name: 'Create a secret for this endpoint' })
      .getByRole('textbox')
      .press('Enter');
    await page.getByRole('checkbox', { name: 'I have noted it another way' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('button', { name: 'Activate…' }).click();
    await page.getByText('there is no way back to it').waitFor();

    const query = { endpoint_id: endpoint?.id ?? '' };
    const [own] = (await client.listSecrets({ path: { account }, query })).data;
    await decide({ ...turn, pending: own ?? turn.pending });
    await page.getByRole('heading', { name: 'Last turn' }).waitFor();
    const id = await world.publish(account);
    const request = await eventually(
      () => world.receiver.requests.find(({ headers }) => headers['webhook-id'] === id) ?? Promise.reject(),
      { deadlineMs: 10_000 },
    );
    expect(request.headers['keyturn-key-id']).toBe(own?.key_id);
    expect(await statusOf(turn, turn.active.id)).toBe('active');
    await world.closeQuiet(turn.window);
  });
});
