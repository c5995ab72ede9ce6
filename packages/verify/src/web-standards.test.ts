import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../../..');

describe('the package', () => {
  it.each([
    { runtime: 'a browser', lib: 'es2022,dom' },
    { runtime: 'a worker', lib: 'es2022,webworker' },
  ])('knows no global that $runtime lacks', async ({ lib }) => {
    const tsc = join(root, 'node_modules/.bin/tsc');
    const project = join(root, 'packages/verify/tsconfig.build.json');
    // Fails with the compiler's list of names when a source file uses anything of Node.
    await promisify(execFile)(tsc, ['-p', project, '--noEmit', '--lib', lib]);
  });

  it('depends on nothing', () => {
    expect(Object.keys(manifest)).not.toContain('dependencies');
    expect(Object.keys(manifest)).not.toContain('peerDependencies');
  });
});
