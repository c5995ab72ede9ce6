import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@keyturn/testkit';
import { describe, expect, it } from 'vitest';
import { mayOpenByItself, openerOf, openInBrowser } from './open-in-browser.ts';

describe('a browser', () => {
  it('is opened by what the platform has for it, and not where there is no screen', () => {
    expect(openerOf('darwin', {})?.program).toBe('open');
    expect(openerOf('win32', {})?.program).toBe('rundll32');
    expect(openerOf('linux', { DISPLAY: ':0' })?.program).toBe('xdg-open');
    expect(openerOf('linux', { WAYLAND_DISPLAY: 'wayland-0' })?.program).toBe('xdg-open');
    expect(openerOf('linux', { DISPLAY: '' })).toBeUndefined();
  });

  it('opens by itself for a person alone, and never in a CI job', () => {
    const at = (isInteractive: boolean, env: Record<string, string>): boolean =>
      mayOpenByItself({ isInteractive, env }, 'linux');
    expect(at(true, { DISPLAY: ':0' })).toBe(true);
    expect(at(false, { DISPLAY: ':0' })).toBe(false);
    expect(at(true, { DISPLAY: ':0', CI: 'true' })).toBe(false);
    expect(at(true, {})).toBe(false);
  });

  it('is given the address whole; one that does not start is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-opener-'));
    try {
      const path = join(folder, 'opened');
      const script = 'require("node:fs").writeFileSync(process.argv[1], process.argv[2])';
      const opener = { program: process.execPath, args: ['-e', script, path] };
      const url = 'http://localhost:8080/start#a-b_c&d';
      expect(await openInBrowser(url, opener)).toBe(true);
      await eventually(() => expect(readFileSync(path, 'utf8')).toBe(url), { deadlineMs: 10_000 });
      expect(await openInBrowser(url, { program: join(folder, 'nothing'), args: [] })).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
