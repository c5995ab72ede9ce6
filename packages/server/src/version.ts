import manifest from '../package.json' with { type: 'json' };

/** The version of Keyturn, as its package says it. */
export function readVersion(): string {
  return manifest.version;
}
