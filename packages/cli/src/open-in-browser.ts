/** Opening the person's own browser, by what the platform has for that. */
import { spawn } from 'node:child_process';
import type { Terminal } from './terminal.ts';

/** A program and the arguments that stand before the address. */
export interface Opener {
  readonly program: string;
  readonly args: readonly string[];
}

/** What opens an address on this platform; undefined where there is no screen to open it on. */
export function openerOf(platform: NodeJS.Platform, env: Terminal['env']): Opener | undefined {
  if (platform === 'darwin') return { program: 'open', args: [] };
  // `start` is a word of the shell, which would read the address as more than one.
  if (platform === 'win32') return { program: 'rundll32', args: ['url.dll,FileProtocolHandler'] };
  const hasScreen = [env.DISPLAY, env.WAYLAND_DISPLAY, env.WSL_DISTRO_NAME].some(
    (name) => (name ?? '') !== '',
  );
  // Elsewhere xdg-open would start a browser of text in the terminal that the demo writes to.
  return hasScreen ? { program: 'xdg-open', args: [] } : undefined;
}

/** Whether a browser may be opened without being asked: for a person who sits at a screen here, and never in a CI job. */
export function mayOpenByItself(
  { isInteractive, env }: Pick<Terminal, 'isInteractive' | 'env'>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return isInteractive && (env.CI ?? '') === '' && openerOf(platform, env) !== undefined;
}

/** Opens an address; false where that cannot be done. Does not wait for the browser. */
export function openInBrowser(
  url: string,
  opener = openerOf(process.platform, process.env),
): Promise<boolean> {
  if (opener === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(opener.program, [...opener.args, url], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}
