import { createInterface } from 'node:readline';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

const CTRL_C = '\u0003';

/** The terminal of this process. */
export function openProcessTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const isOutputTty = stdout.isTTY === true;
  const isInteractive = isOutputTty && stdin.isTTY === true;
  return {
    env,
    isOutputTty,
    isInteractive,
    hasColour: isOutputTty && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb',
    // Into a pipe or a file nothing is cut: whoever reads it there looks for whole names.
    columns: isOutputTty ? stdout.columns : Number.POSITIVE_INFINITY,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    ask,
    async readInput() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
      return new Uint8Array(Buffer.concat(chunks));
    },
    onKey(listener) {
      if (!isInteractive) return () => {};
      stdin.setRawMode(true);
      const read = (chunk: Buffer): void => {
        for (const key of chunk.toString('utf8')) {
          // In raw mode the terminal makes no signal of it any more.
          if (key === CTRL_C) process.kill(process.pid, 'SIGINT');
          else listener(key);
        }
      };
      stdin.on('data', read);
      return () => {
        stdin.off('data', read);
        stdin.setRawMode(false);
        stdin.pause();
      };
    },
  };
}

function ask(question: string): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    lines.once('SIGINT', () => {
      reject(new CommandError(EXIT.interrupted, 'interrupted', 'Interrupted. Nothing was changed.'));
      lines.close();
    });
    lines.once('close', () => resolve(undefined));
    lines.question(question, (answer) => {
      resolve(answer);
      lines.close();
    });
  });
}
