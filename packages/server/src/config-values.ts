/**
 * How each variable of the environment is read. A refusal completes the sentence that begins with the variable's name, says what to
 * write instead, and never repeats a text that may hold a secret.
 */
import { BlockList, isIP } from 'node:net';
import {
  ADMIN_KEY_CHARACTERS_MAX,
  ADMIN_KEY_CHARACTERS_MIN,
  type AllowTargets,
  ok,
  parseAllowTargets,
  type Result,
  refuse,
} from '@keyturn/core';
import { Sensitive } from './keyring/sensitive.ts';
import { LOG_LEVELS, type LogLevel } from './observe/log.ts';

/** Which database, and where. */
export interface DatabaseUrl {
  readonly dialect: 'sqlite' | 'postgres';
  readonly url: Sensitive<string>;
  /** The file of an embedded database. */
  readonly path?: string;
}

/** A port from 0 to 65535. */
export function readPort(text: string): Result<number, string> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return ok(port);
  return refuse(`must be a port from 1 to 65535, or 0 for a free one; it is ${quoted(text)}.`);
}

/** An IP address or a host name. */
export function readHost(text: string): Result<string, string> {
  if (isIP(text) !== 0 || /^[A-Za-z\d]([A-Za-z\d.-]{0,251}[A-Za-z\d])?$/.test(text)) return ok(text);
  return refuse(`must be an address to listen on, such as 127.0.0.1, 0.0.0.0 or ::; it is ${quoted(text)}.`);
}

/** `sqlite:<path>` or `postgres://...`. */
export function readDatabaseUrl(text: string): Result<DatabaseUrl, string> {
  const url = new Sensitive(text);
  if (text.startsWith('sqlite:')) {
    const path = text.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
    const isFile = path !== '' && !path.endsWith('/') && !path.startsWith('//') && !path.includes(':memory:');
    if (isFile) return ok({ dialect: 'sqlite', url, path });
    return refuse(
      'must name a file after sqlite:, as in sqlite:./data/keyturn.db or sqlite:/var/lib/keyturn/keyturn.db.',
    );
  }
  if (/^postgres(ql)?:\/\//.test(text)) {
    const parsed = URL.parse(text);
    if (parsed !== null && parsed.hostname !== '') return ok({ dialect: 'postgres', url });
    return refuse(
      'is no URL that can be read: write postgres://user:password@host:5432/database, with % codes for special characters in the password.',
    );
  }
  return refuse('must begin with sqlite: or postgres://, as in sqlite:./data/keyturn.db.');
}

/** A path, as it is. */
export function readPath(text: string): Result<string, string> {
  return text.includes('\0') ? refuse('holds a NUL character; write a path.') : ok(text);
}

/** A bearer key that can stand in a header. */
export function readAdminKey(text: string): Result<Sensitive<string>, string> {
  if (text.length < ADMIN_KEY_CHARACTERS_MIN || text.length > ADMIN_KEY_CHARACTERS_MAX) {
    return refuse(
      `must have ${ADMIN_KEY_CHARACTERS_MIN} to ${ADMIN_KEY_CHARACTERS_MAX} characters; it has ${text.length}. Make one with: openssl rand -hex 32`,
    );
  }
  if (/^[!-~]+$/.test(text)) return ok(new Sensitive(text));
  return refuse('must be visible ASCII characters without spaces, or it could not be sent in a header.');
}

/** Looked at by the keyring, which knows their form. */
export function readMasterKeys(text: string): Result<Sensitive<string>, string> {
  return ok(new Sensitive(text));
}

/** Networks, addresses and names, or `none`. */
export function readAllowTargets(text: string): Result<AllowTargets, string> {
  const targets = parseAllowTargets(text === 'none' ? '' : text);
  return targets.ok ? targets : refuse(`holds an entry that cannot be read: ${targets.error}`);
}

/** `true` or `false`. */
export function readBoolean(text: string): Result<boolean, string> {
  if (text === 'true' || text === 'false') return ok(text === 'true');
  return refuse(`must be true or false; it is ${quoted(text)}.`);
}

/**
 * `none` alone: deliveries do not go through a proxy in this version. Refused rather than ignored, because who sets it counts on every
 * request being seen by that proxy.
 */
export function readEgressProxy(text: string): Result<'none', string> {
  if (text === 'none') return ok('none');
  return refuse(
    'cannot be used in this version: deliveries go out directly. Unset it, and guard the way out by the network.',
  );
}

/** An http or https URL; the slash at its end is taken away. */
export function readPublicUrl(text: string): Result<string, string> {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (isPlain && url.username === '' && url.password === '') return ok(url.href.replace(/\/+$/, ''));
  return refuse(
    `must be a URL such as https://keyturn.example, without query or user name; it is ${quoted(text)}.`,
  );
}

/** Addresses and networks between commas, or `none`. */
export function readTrustProxy(text: string): Result<readonly string[], string> {
  if (text === 'none') return ok([]);
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const wrong = entries.find((entry) => !isNetwork(entry));
  if (wrong === undefined) return ok(entries);
  return refuse(`must list addresses or networks such as 10.0.0.0/8; ${quoted(wrong)} is neither.`);
}

/** `all`. */
export function readRole(text: string): Result<'all', string> {
  if (text === 'all') return ok('all');
  return refuse(`must be all: in this version one process serves a database; it is ${quoted(text)}.`);
}

/** One of LOG_LEVELS. */
export function readLogLevel(text: string): Result<LogLevel, string> {
  const level = LOG_LEVELS.find((name) => name === text);
  return level === undefined
    ? refuse(`must be one of ${LOG_LEVELS.join(', ')}; it is ${quoted(text)}.`)
    : ok(level);
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/** At most the first characters of what was given: enough to find it, never a page of it. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}
