/** Whom a command talks to: the flag, then the environment, then the profile. */
import { CommandError, EXIT, usageError } from './exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import { findProfile, profilesPathOf } from './profiles.ts';
import { readGiven } from './read-given.ts';
import type { Terminal } from './terminal.ts';

const URL_DEFAULT = 'http://127.0.0.1:8080';

/** A server, the API key to show it, and the account that is meant when none is named. */
export interface Settings {
  readonly url: string;
  readonly apiKey: string;
  readonly account: string | undefined;
}

/** Reads the settings of a command. Refuses an API key on the command line, where every user of the machine could read it. */
export async function readSettings(options: GlobalOptions, terminal: Terminal): Promise<Settings> {
  const { env } = terminal;
  const profile = findProfile(profilesPathOf(env), options.profile ?? given(env.KEYTURN_PROFILE));
  const apiKey =
    options.key === undefined
      ? (given(env.KEYTURN_API_KEY) ?? profile.apiKey)
      : await readKey(options.key, terminal);
  if (apiKey === undefined) {
    throw new CommandError(EXIT.notAllowed, 'no_api_key', 'No API key is given.', {
      mend: 'set KEYTURN_API_KEY, or give --key @FILE (the operator key of a local server: --key @data/admin-key)',
    });
  }
  return {
    url: checkedUrl(options.url ?? given(env.KEYTURN_URL) ?? profile.url ?? URL_DEFAULT),
    apiKey: checkedKey(apiKey),
    account: options.account ?? given(env.KEYTURN_ACCOUNT) ?? profile.account,
  };
}

function given(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

async function readKey(key: string, terminal: Terminal): Promise<string> {
  if (key !== '-' && !key.startsWith('@')) {
    throw usageError(
      'An API key on the command line can be read by every user of this machine.',
      'write it to a file and give --key @FILE, or - for stdin',
    );
  }
  return Buffer.from(await readGiven(key, terminal))
    .toString('utf8')
    .trim();
}

/** An HTTP header is made of it; its text never stands in the refusal. */
function checkedKey(text: string): string {
  if (/^[!-~]+$/.test(text)) return text;
  throw usageError(
    'The API key is empty, or has characters that no API key has.',
    'give the file or variable that holds the key alone',
  );
}

function checkedUrl(text: string): string {
  const url = URL.parse(text);
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (!isPlain) throw usageError(`"${text}" is not the URL of a server.`, `write it like ${URL_DEFAULT}`);
  if (url.username !== '' || url.password !== '')
    throw usageError('The URL has a user name or password in it.', 'give the API key with --key @FILE');
  return url.href.replace(/\/+$/, '');
}
