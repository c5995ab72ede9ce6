/**
 * Profiles: named places to talk to, in one file that only its owner may read, since it holds API keys. Read here, written by people:
 * docs/reference/cli.md shows its form.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { usageError } from './exit-codes.ts';

/** What a profile may say; a flag and a variable of the environment go before it. */
export interface Profile {
  readonly url?: string;
  readonly apiKey?: string;
  readonly account?: string;
}

const PROFILE_NAME_DEFAULT = 'default';
const FIELDS = new Map<string, keyof Profile>([
  ['url', 'url'],
  ['api_key', 'apiKey'],
  ['account', 'account'],
]);

/** Where profiles lie: `~/.config/keyturn/profiles.json`, or under `XDG_CONFIG_HOME`. */
export function profilesPathOf(env: Readonly<Record<string, string | undefined>>): string {
  const given = env.XDG_CONFIG_HOME ?? '';
  const home = env.HOME ?? homedir();
  return join(given === '' ? join(home, '.config') : given, 'keyturn', 'profiles.json');
}

/**
 * The profile `name`, or the one named `default` when none was asked for (empty when there is no such file). Refuses a file that
 * others can read, one that cannot be parsed, and a name that is not in it.
 */
export function findProfile(path: string, name: string | undefined): Profile {
  const text = readPrivateFile(path);
  if (text === undefined) {
    if (name === undefined) return {};
    throw usageError(
      `There is no profile "${name}": ${path} does not exist.`,
      'write it as docs/reference/cli.md shows',
    );
  }
  const profiles = parseProfiles(path, text);
  const profile = profiles.get(name ?? PROFILE_NAME_DEFAULT);
  if (profile !== undefined) return profile;
  if (name === undefined) return {};
  const known = [...profiles.keys()].join(', ');
  throw usageError(
    `There is no profile "${name}" in ${path}.`,
    known === '' ? 'write one there' : `use one of: ${known}`,
  );
}

function readPrivateFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw usageError(`${path} cannot be read.`, `run: chmod 600 ${path}`);
  }
  try {
    // Windows has no such bits.
    if (process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0) {
      throw usageError(`${path} holds API keys and can be read by others.`, `run: chmod 600 ${path}`);
    }
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** The texts of the file never stand in a refusal: they hold API keys. */
function parseProfiles(path: string, text: string): ReadonlyMap<string, Profile> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw usageError(`${path} is not JSON.`, 'see docs/reference/cli.md for its form');
  }
  if (!isObject(parsed))
    throw usageError(`${path} is not an object of profiles.`, 'see docs/reference/cli.md for its form');
  return new Map(Object.entries(parsed).map(([name, fields]) => [name, parseProfile(path, name, fields)]));
}

function parseProfile(path: string, name: string, fields: unknown): Profile {
  if (!isObject(fields)) throw usageError(`The profile "${name}" in ${path} is not an object.`);
  const profile: { -readonly [Field in keyof Profile]: Profile[Field] } = {};
  for (const [key, value] of Object.entries(fields)) {
    const field = FIELDS.get(key);
    if (field === undefined) {
      throw usageError(
        `The profile "${name}" in ${path} has a field "${key}".`,
        `it may have: ${[...FIELDS.keys()].join(', ')}`,
      );
    }
    if (typeof value !== 'string' || value === '') {
      throw usageError(`"${key}" of the profile "${name}" in ${path} is not a text.`);
    }
    profile[field] = value;
  }
  return profile;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
