import { readFileSync } from 'node:fs';

/** The version of Keyturn, as its package says it. */
export function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version?: unknown };
  if (typeof version !== 'string') throw new Error('package.json names no version');
  return version;
}
