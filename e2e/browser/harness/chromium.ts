import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { haveChromium } from './have-chromium.ts';

const path = await haveChromium();

/** Whether there is a Chromium to test with. Without one the browser tests are skipped, and say so. */
export const hasChromium = path !== undefined;

/** Nothing but the pages under test may use the network. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a window is like. */
export interface WindowLook {
  /** CSS pixels; 1280 unless told. */
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  /** `touch`: a phone. */
  readonly input?: 'mouse' | 'touch';
  readonly locale?: string;
}

/** A window of its own profile, and everything that must not happen in it. */
export interface TestWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Throws when the page logged an error, broke its policy, or asked another origin for anything. */
  assertQuiet(): void;
}

/** Starts a Chromium with an empty profile. */
export function launchChromium(): Promise<Browser> {
  if (path === undefined) throw new Error('there is no Chromium: set KEYTURN_CHROMIUM');
  return chromium.launch({ executablePath: path, headless: true, args: ARGUMENTS });
}

/** Opens a window on `origin` that nobody is signed in to. */
export async function openWindow(
  browser: Browser,
  origin: string,
  { width = 1280, height = 900, theme = 'light', input = 'mouse', locale = 'en-GB' }: WindowLook = {},
): Promise<TestWindow> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: 'reduce',
    hasTouch: input === 'touch',
    isMobile: input === 'touch',
    locale,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const noises: string[] = [];
  context.on('request', (request) => {
    const { origin: asked, protocol } = new URL(request.url());
    if (asked !== origin && protocol !== 'blob:' && protocol !== 'data:')
      noises.push(`asked ${request.url()}`);
  });
  context.on('weberror', (error) => noises.push(`threw ${error.error().message}`));
  context.on('console', (message) => {
    const isOwnRefusal = /^\/(v1|session|setup)\b/.test(new URL(message.location().url || origin).pathname);
    // The browser itself notes each answer that is no success; what the page makes of it is the tests' matter.
    const isRefusal = message.text().startsWith('Failed to load resource') && isOwnRefusal;
    if (['error', 'warning'].includes(message.type()) && !isRefusal) noises.push(message.text());
  });
  return {
    page: await context.newPage(),
    context,
    assertQuiet() {
      if (noises.length > 0) throw new Error(`the page was not quiet:\n${noises.join('\n')}`);
    },
  };
}
