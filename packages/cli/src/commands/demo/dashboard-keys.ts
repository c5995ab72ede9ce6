import type { App } from '@keyturn/server';
import type { Context } from '../../context.ts';
import { openInBrowser } from '../../open-in-browser.ts';
import type { Ticker } from './ticker.ts';
import { promiseOfLink } from './where.ts';

/** A link that signs in to the demo, as people read it. */
export interface SignIn {
  readonly url: string;
  readonly minutes: number;
}

/** Makes a link. The demo is a toy on loopback: it prints its links wherever it prints. */
export async function makeSignIn(app: Pick<App, 'makeLoginLink'>, now: () => number): Promise<SignIn> {
  const { url, expiresAt } = await app.makeLoginLink();
  return { url: url.reveal(), minutes: Math.round((expiresAt - now()) / 60_000) };
}

/** Opens the dashboard in the person's browser, with a link of its own: the printed one can still be used elsewhere. */
export async function openDashboard(
  app: Pick<App, 'makeLoginLink'>,
  { now }: Context,
  ticker: Ticker,
): Promise<void> {
  const { url, minutes } = await makeSignIn(app, now);
  if (await openInBrowser(url)) ticker.say('the dashboard opens in your browser');
  else ticker.say(`no browser could be opened; open ${url}   ${promiseOfLink(minutes)}`);
}

/** What a key does, `q` apart; nothing for others. */
export async function pressDashboardKey(
  key: string,
  app: Pick<App, 'makeLoginLink'>,
  context: Context,
  ticker: Ticker,
): Promise<void> {
  try {
    if (key === 'o') await openDashboard(app, context, ticker);
    if (key !== 'l') return;
    const { url, minutes } = await makeSignIn(app, context.now);
    ticker.say(`${url}   ${promiseOfLink(minutes)}`);
  } catch (error) {
    ticker.say(`no sign-in link could be made: ${error instanceof Error ? error.message : String(error)}`);
  }
}
