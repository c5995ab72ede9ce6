import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PrivateFileError, readPrivateFile, writePrivateFile } from './private-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyturn-private-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a private file', () => {
  it('is made with its folder, readable for its owner alone, and nothing else is left behind', () => {
    const path = join(folder, 'data', 'master-keys');
    writePrivateFile(path, 'text');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0);
    expect(readPrivateFile(path)).toBe('text');
    expect(readdirSync(join(folder, 'data'))).toEqual(['master-keys']);
  });

  it('is never written over', () => {
    const path = join(folder, 'master-keys');
    writePrivateFile(path, 'first');
    expect(() => writePrivateFile(path, 'second')).toThrow(/never written over/);
    expect(readFileSync(path, 'utf8')).toBe('first');
  });

  it('is made anew over what a dead process left of it', () => {
    const path = join(folder, 'master-keys');
    writeFileSync(`${path}.${process.pid}.tmp`, 'half');
    writePrivateFile(path, 'whole');
    expect(readPrivateFile(path)).toBe('whole');
  });

  it('is undefined when there is none', () => {
    expect(readPrivateFile(join(folder, 'none'))).toBeUndefined();
  });

  it.each([0o640, 0o604, 0o660, 0o644, 0o602])(
    'is refused with mode %o, and the sentence mends it',
    (mode) => {
      const path = join(folder, 'master-keys');
      writeFileSync(path, 'text');
      chmodSync(path, mode);
      expect(() => readPrivateFile(path)).toThrow(`run: chmod 600 ${path}`);
    },
  );

  it('is refused when it is a folder', () => {
    const path = join(folder, 'master-keys');
    mkdirSync(path, { mode: 0o700 });
    expect(() => readPrivateFile(path)).toThrow(PrivateFileError);
  });

  it('says which folder to mend when it cannot be made', () => {
    writeFileSync(join(folder, 'data'), 'a file where the folder should be');
    expect(() => writePrivateFile(join(folder, 'data', 'master-keys'), 'text')).toThrow(
      /could not be written \(E.*make its folder writable/,
    );
  });
});
