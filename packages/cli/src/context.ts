import type { Client } from '@keyturn/client';
import { usageError } from './exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import { openClient } from './open-client.ts';
import { readSettings, type Settings } from './settings.ts';
import { styled, type Terminal } from './terminal.ts';

/** What a process does for a command that runs until it is stopped. */
export interface ProcessSignals {
  /** Until now SIGINT ended the process with 130; from now on the command listens itself. */
  leave(): void;
  /** As `leave`; calls `onStop` at the first SIGINT or SIGTERM. A second one ends the process at once. */
  take(onStop: () => void): void;
}

/** What commands are carried out with. */
export interface ContextParts {
  readonly terminal: Terminal;
  readonly signals: ProcessSignals;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** One command under way: where it writes, what was asked of every command, and the server it talks to. */
export interface Context extends ContextParts {
  readonly options: GlobalOptions;
  /** The client, made when it is first asked for. Its requests end after `--timeout`. */
  client(): Promise<Client>;
  /** The account that is meant. Refuses when none is named. */
  account(): Promise<string>;
  /** One JSON object on a line of stdout: what the API said, unchanged. */
  printJson(value: object): void;
  /** A sentence on stderr, unless `--quiet`. */
  tell(text: string): void;
  /** As `tell`, with the sign that it is done; with `--json` the answer itself goes to stdout instead. */
  done(answer: object, text: string): void;
}

/** Makes the context of a command. */
export function makeContext(options: GlobalOptions, parts: ContextParts): Context {
  const terminal = withOptions(parts.terminal, options);
  let settings: Promise<Settings> | undefined;
  const getSettings = (): Promise<Settings> => {
    settings ??= readSettings(options, terminal);
    return settings;
  };
  let client: Client | undefined;
  const context: Context = {
    ...parts,
    terminal,
    options,
    async client() {
      client ??= openClient(await getSettings(), options.timeout);
      return client;
    },
    async account() {
      const { account } = await getSettings();
      if (account === undefined)
        throw usageError('No account is named.', 'give -a ACCOUNT, or set KEYTURN_ACCOUNT');
      return account;
    },
    printJson: (value) => terminal.out(`${JSON.stringify(value)}\n`),
    tell(text) {
      if (options.quiet !== true) terminal.err(`${text}\n`);
    },
    done(answer, text) {
      if (options.json === true) context.printJson(answer);
      else context.tell(`${styled(terminal, 'green', '✔')} ${text}`);
    },
  };
  return context;
}

/** A program that reads JSON is nobody who can be asked, and stdin is one thing only. */
function withOptions(terminal: Terminal, options: GlobalOptions): Terminal {
  let isInputRead = false;
  return {
    ...terminal,
    hasColour: terminal.hasColour && options.color && options.json !== true,
    isInteractive: terminal.isInteractive && options.json !== true,
    readInput() {
      if (isInputRead)
        throw usageError('Two things cannot come from stdin at once.', 'give one of them as @FILE');
      isInputRead = true;
      return terminal.readInput();
    },
  };
}
