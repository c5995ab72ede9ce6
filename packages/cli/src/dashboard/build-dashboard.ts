/**
 * Builds the dashboard from its sources, in a repository. `serve`, `demo`, the packed command and the browser tests all come here; they may
 * do so at the same time, and one of them builds for all.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const SOURCES = join(ROOT, 'packages/dashboard');
const VITE = join(ROOT, 'node_modules/vite/bin/vite.js');
/** Holds the id of the process that builds. */
const LOCK = join(ROOT, 'node_modules/.keyturn-dashboard-build');
/** Far more than any machine takes; whoever waits for another process's build gives up then. */
const BUILD_MS_MAX = 300_000;
const LOOK_MS = 100;
/** Characters of the build's own words that a failure repeats. */
const REASON_CHARACTERS_MAX = 2_000;

/** Where a build lies, once there is one. */
export const DASHBOARD_BUILD = join(SOURCES, 'dist');

/** Whether this program runs in a repository, with the dashboard's sources beside it. */
export function hasDashboardSources(): boolean {
  return existsSync(join(SOURCES, 'vite.config.ts'));
}

/** Whether there is a build that is no older than the sources. */
export function isDashboardBuilt(): boolean {
  const builtAtMs = modifiedAtMs(join(DASHBOARD_BUILD, 'index.html'));
  return builtAtMs !== undefined && builtAtMs >= newestSourceMs();
}

/** Builds it when it is missing or older than its sources. Rejects with a sentence that says why it does not build. */
export async function buildDashboard(): Promise<void> {
  const giveUpAt = performance.now() + BUILD_MS_MAX;
  while (!isDashboardBuilt()) {
    if (takeLock()) {
      try {
        await build();
      } finally {
        rmSync(LOCK, { force: true });
      }
      return;
    }
    if (performance.now() > giveUpAt) throw new Error(`another process is still building it (${LOCK})`);
    await delay(LOOK_MS);
  }
}

function takeLock(): boolean {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    const isHeld = isRunning(holderOfLock());
    // A process that was killed in the middle of its build left it.
    if (!isHeld) rmSync(LOCK, { force: true });
    return false;
  }
}

function holderOfLock(): number {
  try {
    return Number(readFileSync(LOCK, 'utf8'));
  } catch {
    return 0;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function build(): Promise<void> {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  // Nothing else of the environment: it may hold the keys of an installation, and NODE_ENV would change what is built.
  const child = spawn(process.execPath, [VITE, 'build', SOURCES, '--logLevel', 'error'], {
    env: { PATH, HOME, TMPDIR },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-REASON_CHARACTERS_MAX);
    });
  }
  const ended = Promise.withResolvers<number | NodeJS.Signals | null>();
  child.once('error', ended.reject);
  child.once('close', (exitCode, signal) => ended.resolve(exitCode ?? signal));
  const end = await ended.promise;
  if (end !== 0) throw new Error(`vite ended with ${end}: ${said.trim()}`);
}

function newestSourceMs(): number {
  const files = [join(SOURCES, 'src'), join(SOURCES, 'public'), join(ROOT, 'packages/client/src')].flatMap(
    (folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
  );
  const others = ['index.html', 'vite.config.ts', 'package.json'].map((name) => join(SOURCES, name));
  return Math.max(...[...files, ...others].map((path) => modifiedAtMs(path) ?? 0));
}

function modifiedAtMs(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}
