import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Each import direction of ARCHITECTURE.md is a lint rule; each rule is proved here by planting one import that breaks it, and one
// that does not, in a tree of the same shape.
const cases: readonly { file: string; forbidden: string; allowed: string }[] = [
  { file: 'packages/core/src/a.ts', forbidden: 'node:fs', allowed: './result.ts' },
  { file: 'packages/core/src/b.ts', forbidden: 'ipaddr.js', allowed: './result.ts' },
  { file: 'packages/core/src/target-policy.ts', forbidden: '@keyturn/store', allowed: 'ipaddr.js' },
  { file: 'packages/verify/src/a.ts', forbidden: 'node:crypto', allowed: './key-id.ts' },
  { file: 'packages/store/src/a.ts', forbidden: '@keyturn/verify/sign', allowed: '@keyturn/core' },
  {
    file: 'packages/server/src/keyring/a.ts',
    forbidden: '../operations/make.ts',
    allowed: '@keyturn/verify/sign',
  },
  {
    file: 'packages/server/src/delivery/a.ts',
    forbidden: '../operations/make.ts',
    allowed: '../keyring/keyring.ts',
  },
  {
    file: 'packages/server/src/operations/a.ts',
    forbidden: '../delivery/committer.ts',
    allowed: '../delivery/delivery.ts',
  },
  {
    file: 'packages/server/src/operations/b.ts',
    forbidden: '../http/problems.ts',
    allowed: '@keyturn/store',
  },
  {
    file: 'packages/server/src/http/routes/a.ts',
    forbidden: '../../keyring/sealer.ts',
    allowed: '../../keyring/sensitive.ts',
  },
  {
    file: 'packages/server/src/http/routes/b.ts',
    forbidden: '../../delivery/sender.ts',
    allowed: '../../operations/operations.ts',
  },
  { file: 'packages/client/src/a.ts', forbidden: '@keyturn/core', allowed: 'openapi-fetch' },
  {
    file: 'packages/cli/src/commands/secrets/a.ts',
    forbidden: '@keyturn/server',
    allowed: '@keyturn/client',
  },
];

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'keyturn-imports-'));
  copyFileSync('biome.json', join(root, 'biome.json'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What lint says of one file that does nothing but import `source`. */
function lint(file: string, source: string): string {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), `import * as planted from '${source}';\n\nexport const used = planted;\n`);
  const biome = join(import.meta.dirname, '../node_modules/.bin/biome');
  const run = spawnSync(biome, ['lint', '--vcs-enabled=false', file], { cwd: root, encoding: 'utf8' });
  return run.stdout + run.stderr;
}

describe('import directions', () => {
  for (const { file, forbidden, allowed } of cases) {
    it(`${file} may not import ${forbidden}`, () => {
      expect(lint(file, forbidden)).toContain('noRestrictedImports');
    });
    it(`${file} may import ${allowed}`, () => {
      expect(lint(file, allowed)).not.toContain('noRestrictedImports');
    });
  }

  it('core may not read the time', () => {
    const file = 'packages/core/src/c.ts';
    lint(file, './result.ts');
    writeFileSync(join(root, file), 'export const at = Date.now();\n');
    const biome = join(import.meta.dirname, '../node_modules/.bin/biome');
    const run = spawnSync(biome, ['lint', '--vcs-enabled=false', file], { cwd: root, encoding: 'utf8' });
    expect(run.stdout + run.stderr).toContain('noRestrictedGlobals');
  });
});
