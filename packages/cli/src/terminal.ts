import { styleText } from 'node:util';

/** Where a command reads and writes. stdout is data, stderr is talk. Given as an argument, so that tests need no process. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether people look at stdout. */
  readonly isOutputTty: boolean;
  /** Whether people look at stdout and can be asked. */
  readonly isInteractive: boolean;
  readonly hasColour: boolean;
  /** How wide a line may be; infinite where nobody looks. */
  readonly columns: number;
  out(text: string): void;
  err(text: string): void;
  /** One line that the person types after `question`; undefined at the end of input. Throws CommandError 130 on Ctrl-C. */
  ask(question: string): Promise<string | undefined>;
  /** All of stdin, as bytes. */
  readInput(): Promise<Uint8Array>;
  /** Single key presses, until the returned function is called. Does nothing where nobody can press any. */
  onKey(listener: (key: string) => void): () => void;
}

/** A colour or weight, when the person's terminal shows them and did not ask otherwise (`NO_COLOR`, `--no-color`). */
export function styled(
  terminal: Pick<Terminal, 'hasColour'>,
  style: 'bold' | 'dim' | 'green' | 'red' | 'yellow',
  text: string,
): string {
  return terminal.hasColour ? styleText(style, text, { validateStream: false }) : text;
}
