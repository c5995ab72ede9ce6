/**
 * The log: one JSON object a line, for rare things only. A successful request or attempt writes no line (12 to 30 µs each, a tenth of
 * an event); numbers are the metrics' business. That no secret reaches a line is the callers' promise; the two nets here catch a slip.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

/** How much is said. `silent` says nothing. */
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
/** One of LOG_LEVELS. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The logger of a process. */
export type Log = Logger;

/** Fields that may hold a secret, wherever a caller puts them: the first net. */
const REDACTED_FIELDS = [
  'authorization',
  'cookie',
  'secret',
  'text',
  'sealed',
  'body',
  'adminKey',
  'masterKeys',
  'databaseUrl',
];
/** Secret texts and API keys by their form, inside any text (a message of somebody else's error): the second net. */
const SECRET_FORMS = /whs(?:ec|k)_[A-Za-z0-9+/_=-]{8,}|kt_[0-9A-Za-z]{8,}/g;
/** `user:password@` of a URL. */
const URL_PASSWORD = /(:\/\/[^\s/:@"]*:)[^\s/@"]+@/g;

/** Makes the log. It goes to standard output unless a destination is given; what a dying process has said is flushed by pino. */
export function makeLog(level: LogLevel, destination?: DestinationStream): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: REDACTED_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
        censor: '[redacted]',
      },
      hooks: { streamWrite: withoutSecrets },
    },
    destination ?? pino.destination({ dest: 1, sync: false }),
  );
}

/** A line with everything that has the form of a secret blotted out. */
export function withoutSecrets(line: string): string {
  return line
    .replace(SECRET_FORMS, (match) => `${match.slice(0, match.indexOf('_'))}_[redacted]`)
    .replace(URL_PASSWORD, '$1[redacted]@');
}
