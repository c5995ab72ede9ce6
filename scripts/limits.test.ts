import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const LIMITS = readFileSync(join(ROOT, 'packages/core/src/limits.ts'), 'utf8');
const SERVER = globSync('packages/server/src/**/*.ts', { cwd: ROOT }).filter(
  (path) => !/(^|\/)test-[^/]*$|\.test\.ts$/.test(path),
);

describe('a limit', () => {
  it('of the server stands in core/src/limits.ts and nowhere else', () => {
    const elsewhere = SERVER.flatMap((path) =>
      [
        ...readFileSync(join(ROOT, path), 'utf8').matchAll(/^(?:export )?const (\w+_(?:MAX|MIN)) = .*\d/gm),
      ].map(([, name]) => `${path}: ${name}`),
    );
    // No bounds of the system: when a list is tidied, and what a format can say.
    expect(elsewhere.toSorted()).toEqual([
      'packages/server/src/delivery/fifo.ts: TAKEN_MAX',
      'packages/server/src/keyring/sealer.ts: SECRET_BYTES_MAX',
    ]);
  });

  it('has its reason above it, or above the ones that it belongs with', () => {
    const lines = LIMITS.split('\n');
    const bare = lines.filter(
      (line, n) =>
        line.startsWith('export const ') &&
        !/^( \*\/|\/\*\*.*\*\/|export const .*;)$/.test(lines[n - 1] ?? ''),
    );
    expect(bare).toEqual([]);
  });

  it('is kept for somebody who asks it', () => {
    const names = [...LIMITS.matchAll(/^export const (\w+)/gm)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(100);
    const sources = globSync('packages/{core,store,server,cli,dashboard}/src/**/*.{ts,tsx}', { cwd: ROOT })
      .filter((path) => !path.endsWith('.test.ts') && !path.endsWith('limits.ts'))
      .map((path) => readFileSync(join(ROOT, path), 'utf8'))
      .concat(LIMITS.replace(/^export const \w+/gm, ''));
    const words = new Set(sources.flatMap((text) => text.match(/\b[A-Z][A-Z_]+\b/g) ?? []));
    expect(names.filter((name) => !words.has(name))).toEqual([]);
  });
});
