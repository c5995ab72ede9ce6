import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readVectors, VECTORS_FOLDER } from './vectors.ts';

const folder = mkdtempSync(join(tmpdir(), 'keyturn-vectors-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads one file of vectors by name', () => {
  writeFileSync(join(folder, 'one-two.json'), '[{"id":"S1"}]');
  expect(readVectors('one-two', folder)).toEqual([{ id: 'S1' }]);
});

it('refuses a name that is a path', () => {
  expect(() => readVectors('../package')).toThrow(RangeError);
});

it('looks in the spec folder of the repository', () => {
  expect(VECTORS_FOLDER).toMatch(/\/spec\/vectors\/$/);
});
