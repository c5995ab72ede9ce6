/**
 * Checks what `build:packages` wrote, as a stranger would meet it: publint and attw on the packed packages, and the bundled command run
 * until it serves, its dashboard too.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@keyturn/testkit';

const root = join(import.meta.dirname, '..');

function run(command: string, args: readonly string[], cwd: string): void {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (result.status === 0) return;
  console.error(result.stdout, result.stderr);
  throw new Error(`${command} ${args.join(' ')} failed in ${cwd}`);
}

function distOf(name: string): string {
  return join(root, 'packages', name, 'dist');
}

function tool(name: string): string {
  return join(root, 'node_modules/.bin', name);
}

/** Packs a library, and asks attw whether its types are what its modules are. */
function checkTypes(name: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-pack-'));
  try {
    run('npm', ['pack', '--silent', '--pack-destination', folder], distOf(name));
    const [tarball = ''] = readdirSync(folder);
    run(tool('attw'), ['--profile', 'esm-only', join(folder, tarball)], root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs the packed command and starts it: its threads and everything it imports must be found where npm puts them. */
async function checkCommand(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-dist-'));
  run('npm', ['pack', '--silent', '--pack-destination', folder], distOf('cli'));
  const [tarball = ''] = readdirSync(folder);
  const quietly = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  run('npm', ['install', '--prefix', folder, ...quietly, join(folder, tarball)], folder);
  const main = join(folder, 'node_modules/keyturn/main.js');
  const child = spawn(process.execPath, [main, 'serve'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', KEYTURN_PORT: '0' },
  });
  const exited = once(child, 'exit');
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  try {
    await eventually(
      async () => {
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
        if (url === undefined || !(await fetch(`${url}/readyz`)).ok) throw new Error(`not ready: ${said}`);
      },
      { deadlineMs: 30_000 },
    );
    await checkDashboard(/http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '');
    child.kill('SIGTERM');
    const [code] = await exited;
    if (code !== 0) throw new Error(`the bundled command ended with ${code}: ${said}`);
  } finally {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fetches the page of the packed dashboard and everything that it names, as a browser would. */
async function checkDashboard(url: string): Promise<void> {
  const page = await fetch(url, { headers: { accept: 'text/html' } });
  const html = await page.text();
  const names = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, name]) => name ?? '');
  if (!page.ok || !html.includes('<div id="root">') || !names.some((name) => name.endsWith('.js'))) {
    throw new Error(`the packed dashboard is not there: ${page.status} ${html.slice(0, 500)}`);
  }
  for (const name of names) {
    const file = await fetch(`${url}${name}`);
    await file.arrayBuffer();
    if (!file.ok) throw new Error(`${name} of the packed dashboard answered ${file.status}`);
  }
}

for (const name of ['verify', 'client', 'cli']) run(tool('publint'), ['run', '--strict', distOf(name)], root);
for (const name of ['verify', 'client']) checkTypes(name);
await checkCommand();
console.log('packages: verify, client and keyturn are what their manifests say');
