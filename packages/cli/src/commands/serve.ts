import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';

/** `keyturn serve`: the service, until a signal ends it. */
export function serve(carry: Carry): CommandUnknownOpts {
  return command(
    'serve',
    'Run the service, configured by its environment (docs/reference/configuration.md). SIGTERM and SIGINT drain it.\nExit codes: 74 the disk or database failed, 75 another process holds the database or the port, 78 the configuration is wrong.',
    'serve',
  ).action(
    carry(async ({ terminal, signals }) => {
      // Loaded when it runs: other commands start without the server, in half the time.
      const { serve: runServer } = await import('@keyturn/server');
      // The service listens to them itself.
      signals.leave();
      const exitCode = await runServer({ env: terminal.env, say: (line) => terminal.err(`${line}\n`) });
      return exitCode as ExitCode;
    }),
  );
}
