/** Runs publint and attw on what `build:packages` wrote: what a stranger would install. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

function run(command: string, args: readonly string[], cwd: string): void {
  const result = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (result.status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}`);
}

for (const name of ['verify', 'client', 'cli']) {
  const dist = join(root, 'packages', name, 'dist');
  run(join(root, 'node_modules/.bin/publint'), ['run', '--strict', dist], root);
  if (name === 'cli') continue; // A command has no types to get wrong.
  const packed = mkdtempSync(join(tmpdir(), 'keyturn-pack-'));
  run('npm', ['pack', '--silent', '--pack-destination', packed], dist);
  const [tarball] = (await import('node:fs')).readdirSync(packed);
  run(join(root, 'node_modules/.bin/attw'), ['--profile', 'esm-only', join(packed, tarball ?? '')], root);
  rmSync(packed, { recursive: true, force: true });
}
