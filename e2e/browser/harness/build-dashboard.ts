import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@keyturn/testkit';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const dashboard = join(root, 'packages/dashboard');
/** Test files run side by side, and one build is enough for all. */
const lock = join(tmpdir(), `keyturn-dashboard-build-${Buffer.from(root).toString('hex').slice(-24)}`);
const BUILD_MS_MAX = 180_000;

/** Builds the dashboard when its sources are newer than the last build. */
export async function buildDashboard(): Promise<void> {
  if (isBuilt()) return;
  await eventually(
    async () => {
      if (isBuilt()) return;
      // Throws while another test file builds.
      mkdirSync(lock);
      try {
        await build();
      } finally {
        rmdirSync(lock);
      }
    },
    { deadlineMs: BUILD_MS_MAX },
  );
}

function isBuilt(): boolean {
  try {
    return statSync(join(dashboard, 'dist/index.html')).mtimeMs > newestSourceMs();
  } catch {
    return false;
  }
}

function newestSourceMs(): number {
  const files = ['src', 'public'].flatMap((folder) =>
    readdirSync(join(dashboard, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const others = ['index.html', 'vite.config.ts', '../client/src/client.ts'].map((name) =>
    join(dashboard, name),
  );
  return Math.max(...[...files, ...others].map((file) => statSync(file).mtimeMs));
}

async function build(): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const child = spawn(process.execPath, [vite, 'build', dashboard, '--logLevel', 'error'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    // The test runner's own would make a build for development.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [exitCode] = (await once(child, 'exit')) as [number | null];
  if (exitCode !== 0) throw new Error(`the dashboard does not build (exit code ${exitCode})`);
}
