import { Option } from '@commander-js/extra-typings';
import { usageError } from './exit-codes.ts';
import { parseDuration } from './output/when.ts';

/** What every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly key?: string;
  readonly account?: string;
  readonly profile?: string;
  readonly json?: true;
  readonly quiet?: true;
  readonly color: boolean;
  readonly yes?: true;
  readonly timeout: number;
}

const TIMEOUT_SECONDS_DEFAULT = 30;
const TIMEOUT_SECONDS_MAX = 3600;

/** The options that stand before or after any noun and verb. */
export function globalOptions(): readonly Option[] {
  return [
    new Option('--url <url>', 'the server (KEYTURN_URL; http://127.0.0.1:8080)'),
    new Option('--key <source>', 'the API key: @FILE, or - for stdin (KEYTURN_API_KEY)'),
    new Option('-a, --account <id>', 'the account that is meant (KEYTURN_ACCOUNT)'),
    new Option('--profile <name>', 'a profile of ~/.config/keyturn/profiles.json (KEYTURN_PROFILE)'),
    new Option('--json', 'answers of the API as they came; lists one JSON object a line'),
    new Option('--quiet', 'nothing on stderr but errors'),
    new Option('--no-color', 'no colours (NO_COLOR)'),
    new Option('--yes', 'do not ask'),
    new Option('--timeout <duration>', 'give up on the server after this long')
      .default(TIMEOUT_SECONDS_DEFAULT, '30s')
      .argParser(parseTimeout),
  ];
}

function parseTimeout(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 1 && seconds <= TIMEOUT_SECONDS_MAX) return seconds;
  throw usageError(`--timeout is a duration from 1s to 1h, such as 30s; not "${text}".`);
}
