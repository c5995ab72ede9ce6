/** A command line run in this process: what it was typed, what it wrote, how it ended. */
import { runProgram } from './run-program.ts';
import type { Terminal } from './terminal.ts';

/** What a test wants of the terminal. */
export interface TerminalWishes {
  readonly env?: Readonly<Record<string, string>>;
  /** Makes it a terminal that people sit at; they type these lines, one for each question. */
  readonly typed?: readonly (string | (() => Promise<string>))[];
  readonly stdin?: string | Uint8Array;
  readonly now?: number;
  readonly columns?: number;
}

/** How a command ended. */
export interface CommandRun {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** Every line of stdout as JSON. */
  json(): readonly Readonly<Record<string, unknown>>[];
}

/** Runs `keyturn ...args`. Its environment holds only what the test gives, and a home without profiles. */
export async function runCli(args: readonly string[], wishes: TerminalWishes = {}): Promise<CommandRun> {
  const written = { out: '', err: '' };
  const typed = [...(wishes.typed ?? [])];
  const isInteractive = wishes.typed !== undefined;
  const terminal: Terminal = {
    env: { HOME: '/nonexistent', ...wishes.env },
    isOutputTty: isInteractive,
    isInteractive,
    hasColour: false,
    columns: wishes.columns ?? 120,
    out(text) {
      written.out += text;
    },
    err(text) {
      written.err += text;
    },
    async ask(question) {
      written.err += question;
      const line = typed.shift();
      return typeof line === 'function' ? line() : line;
    },
    readInput: async () => new Uint8Array(Buffer.from(wishes.stdin ?? '')),
    onKey: () => () => {},
  };
  const signals = { leave: () => {}, take: () => {} };
  const exitCode = await runProgram(args, { terminal, signals, now: () => wishes.now ?? Date.now() });
  return {
    exitCode,
    ...written,
    json: () =>
      written.out
        .trimEnd()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
  };
}
