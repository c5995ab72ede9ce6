import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@keyturn/testkit';

const run = promisify(execFile);

/** Where Debian and Ubuntu put it. */
const DEBIAN_PATH = '/usr/bin/chromium';
const APT = '/usr/bin/apt-get';
/** Test files run side by side, and one installation is enough for all. */
const LOCK = join(tmpdir(), 'keyturn-chromium-install');
const INSTALL_MS_MAX = 600_000;

/**
 * The Chromium to test with; undefined when there is none. `KEYTURN_CHROMIUM` names one. Otherwise it is Debian's package, which is
 * installed first where that takes nobody's permission: as root, in a machine that has apt, as containers and CI jobs are.
 */
export async function haveChromium(named = process.env.KEYTURN_CHROMIUM): Promise<string | undefined> {
  if (named !== undefined) return existsSync(named) ? named : undefined;
  if (!existsSync(DEBIAN_PATH) && process.getuid?.() === 0 && existsSync(APT)) await install();
  return existsSync(DEBIAN_PATH) ? DEBIAN_PATH : undefined;
}

async function install(): Promise<void> {
  await eventually(
    async () => {
      if (existsSync(DEBIAN_PATH)) return;
      // Throws while another test file installs it.
      mkdirSync(LOCK);
      try {
        await aptGet('update');
        await aptGet('install', '--yes', '--no-install-recommends', 'chromium');
      } catch (error) {
        // Without a network, or without such a package: the tests that need it are skipped, and say so.
        console.warn(`Chromium could not be installed: ${error instanceof Error ? error.message : error}`);
      } finally {
        rmdirSync(LOCK);
      }
    },
    { deadlineMs: INSTALL_MS_MAX },
  );
}

async function aptGet(...args: readonly string[]): Promise<void> {
  await run(APT, ['-q', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
