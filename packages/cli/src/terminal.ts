import { styleText } from 'node:util';

/** Where a command reads and writes. stdout is data, stderr is talk. Given as an argument, so that tests need no process. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether people look at stdout, and whether they can be asked. */
  readonly isInteractive: boolean;
  readonly columns: number;
  out(text: string): void;
  err(text: string): void;
  /** One line that the person types after `question`; undefined at the end of input. */
  ask(question: string): Promise<string | undefined>;
  /** All of stdin, as bytes. */
  readInput(): Promise<Uint8Array>;
}

/** A colour or weight, when the person's terminal shows them and did not ask otherwise (`NO_COLOR`). */
export function styled(
  terminal: Terminal,
  style: 'bold' | 'dim' | 'green' | 'red' | 'yellow',
  text: string,
): string {
  const plain = !terminal.isInteractive || (terminal.env.NO_COLOR ?? '') !== '';
  return plain ? text : styleText(style, text, { validateStream: false });
}
