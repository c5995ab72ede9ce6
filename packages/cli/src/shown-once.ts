/** Where a text that the server shows once goes. Made ready before it is asked for: what cannot be kept must not be made. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import type { Context } from './context.ts';
import { usageError } from './exit-codes.ts';

/** The place for one text. */
export interface ShownOnce {
  /** Takes the text; on disk when it returns. Whether it also belongs into the JSON answer is `isInAnswer`. */
  keep(text: string): void;
  /** Leaves no empty file behind when nothing was made. */
  abandon(): void;
  /** With `--json`, the answer holds the text, unless a file does. */
  readonly isInAnswer: boolean;
  /** Where it went, for the sentence that follows. */
  readonly where: string;
}

/** Prepares `--out`. Refuses an existing file, and a place that nobody chose: text on a pipe ends in somebody's log. */
export function prepareShownOnce(context: Context, out: string | undefined): ShownOnce {
  const { options, terminal } = context;
  if (out !== undefined && out !== '-') return prepareFile(out);
  if (options.json === true)
    return { keep: () => {}, abandon: () => {}, isInAnswer: true, where: 'in the answer' };
  if (out === undefined && !terminal.isOutputTty) {
    throw usageError(
      'The text is shown once, and stdout is no terminal.',
      'give --out FILE, or --out - for stdout',
    );
  }
  return {
    keep: (text) => terminal.out(`${text}\n`),
    abandon: () => {},
    isInAnswer: false,
    where: 'shown here, once',
  };
}

function prepareFile(path: string): ShownOnce {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw code === 'EEXIST'
      ? usageError(`${path} exists, and is never written over.`, 'name another file')
      : usageError(`${path} cannot be made (${code}).`, 'name a file in a folder that you may write to');
  }
  return {
    keep(text) {
      writeSync(descriptor, `${text}\n`);
      fsyncSync(descriptor);
      closeSync(descriptor);
    },
    abandon() {
      closeSync(descriptor);
      rmSync(path, { force: true });
    },
    isInAnswer: false,
    where: `in ${path} (mode 0600)`,
  };
}
