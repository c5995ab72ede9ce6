import { readFileSync } from 'node:fs';
import { usageError } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** The bytes that an argument stands for: `@FILE` a file's, `-` those of stdin. Anything else stands for itself, as UTF-8. */
export async function readGiven(text: string, terminal: Terminal): Promise<Uint8Array> {
  if (text === '-') return terminal.readInput();
  return text.startsWith('@') ? readGivenFile(text.slice(1)) : Buffer.from(text, 'utf8');
}

/** The bytes of a file that was named on the command line. */
export function readGivenFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw usageError(`${path} cannot be read (${code}).`);
  }
}
