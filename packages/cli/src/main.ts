#!/usr/bin/env node
/** The process of the command line: its terminal, its signals, its exit code. */
import type { ProcessSignals } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { openProcessTerminal } from './process-terminal.ts';
import { runProgram } from './run-program.ts';

const interrupt = (): void => process.exit(EXIT.interrupted);
process.on('SIGINT', interrupt);

// `keyturn events list | head`: the reader has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

const signals: ProcessSignals = {
  leave: () => void process.off('SIGINT', interrupt),
  take(onStop) {
    signals.leave();
    let count = 0;
    const stop = (): void => {
      count++;
      if (count === 1) onStop();
      else interrupt();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  },
};

const exitCode = await runProgram(process.argv.slice(2), {
  terminal: openProcessTerminal(),
  signals,
  now: Date.now,
});
// Outright, and only when everything is written: after an I/O error a thread may hold the process.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));
