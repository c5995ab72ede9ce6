import manifest from '../package.json' with { type: 'json' };

/** The version of this command. */
export function readVersion(): string {
  return manifest.version;
}
