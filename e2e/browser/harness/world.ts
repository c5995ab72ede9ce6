import { Receiver } from '@keyturn/testkit';
import type { Browser } from 'playwright-core';
import { launchChromium, openWindow, type TestWindow, type WindowLook } from './chromium.ts';
import { DashboardProcess } from './dashboard-process.ts';

/** The operator, as the first-run set-up makes them. */
export const ANA = {
  name: 'Ana Ferreira',
  email: 'ana@acme.example',
  password: 'correct horse battery',
} as const;
export const ACCOUNT = 'acme';

/** One Keyturn with its dashboard, one receiver, one browser; closed together. */
export class World {
  readonly keyturn: DashboardProcess;
  readonly receiver: Receiver;
  readonly #browser: Browser;
  readonly #windows: TestWindow[] = [];
  #isSetUp = false;

  private constructor(keyturn: DashboardProcess, receiver: Receiver, browser: Browser) {
    this.keyturn = keyturn;
    this.receiver = receiver;
    this.#browser = browser;
  }

  /** Opens all three; nobody is set up, and there is no account. */
  static async open(): Promise<World> {
    const keyturn = await DashboardProcess.start();
    return new World(keyturn, await Receiver.open(), await launchChromium());
  }

  /** An account with one endpoint at the receiver. */
  async addAccount(id: string = ACCOUNT, name = 'Acme Ltd'): Promise<void> {
    await this.keyturn.client.createAccount({ body: { id, name } });
    await this.keyturn.client.createEndpoint({ path: { account: id }, body: { url: this.receiver.url() } });
  }

  /** Publishes one event. */
  async publish(account: string = ACCOUNT, type = 'invoice.paid'): Promise<string> {
    const published = await this.keyturn.client.publishEvent({
      path: { account },
      body: { type, data: { invoice: 'in_1042' } },
    });
    return published.id;
  }

  /** A window that nobody is signed in to. */
  async window(look?: WindowLook): Promise<TestWindow> {
    const opened = await openWindow(this.#browser, this.keyturn.url, look);
    this.#windows.push(opened);
    return opened;
  }

  /** A window in which Ana is signed in, who operates this installation. */
  async signedIn(look?: WindowLook): Promise<TestWindow> {
    const opened = await this.window(look);
    await this.signIn(opened, await this.keyturn.loginLink());
    if (!this.#isSetUp) {
      await this.#post(opened, '/setup', ANA);
      this.#isSetUp = true;
    }
    return opened;
  }

  /** A window of a member of an account, whom a link signs in. */
  async member(role: 'owner' | 'developer' | 'viewer', account: string = ACCOUNT): Promise<TestWindow> {
    const added = await this.keyturn.client.addMember({
      path: { account },
      body: { name: `A ${role}`, email: `${role}@acme.example`, role },
    });
    const opened = await this.window();
    await this.signIn(opened, added.login_link?.url ?? '');
    return opened;
  }

  /** Uses a sign-in link's token, without its page. */
  async signIn(opened: TestWindow, link: string): Promise<void> {
    await this.#post(opened, '/session/link', { token: new URL(link).hash.slice(1) });
  }

  /** Closes one window, and throws when it was not quiet. */
  async closeQuiet(opened: TestWindow): Promise<void> {
    await opened.context.close();
    opened.assertQuiet();
  }

  /** Closes everything; throws when a window that is still open was not quiet. */
  async close(): Promise<void> {
    await this.#browser.close();
    await this.keyturn.stop();
    await this.receiver.close();
  }

  async #post(opened: TestWindow, path: string, data: unknown): Promise<void> {
    const answer = await opened.context.request.post(path, {
      data,
      headers: { origin: this.keyturn.url },
    });
    if (!answer.ok()) throw new Error(`${path} answered ${answer.status()}: ${await answer.text()}`);
  }
}
