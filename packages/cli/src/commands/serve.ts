import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { type Carry, command } from '../command.ts';
import type { ExitCode } from '../exit-codes.ts';

/** `keyturn serve`: the service with its dashboard, until a signal ends it. */
export function serve(carry: Carry): CommandUnknownOpts {
  return command(
    'serve',
    'Run the service with its dashboard, configured by its environment (docs/reference/configuration.md). SIGTERM and SIGINT drain it.\nAt a terminal its first start shows a link that signs the operator in; elsewhere `keyturn login-link` makes one.\nExit codes: 74 the disk or database failed, 75 another process holds the database or the port, 78 the configuration is wrong.',
    'serve',
  ).action(
    carry(async ({ terminal, signals }) => {
      // Loaded when it runs: other commands start without the server, in half the time.
      const [{ readConfig, serve: runServer }, { haveDashboard }] = await Promise.all([
        import('@keyturn/server'),
        import('../dashboard/have-dashboard.ts'),
      ]);
      // A configuration that does not hold is said at once, not after a build.
      const dashboardFolder = readConfig(terminal.env).ok
        ? await haveDashboard({
            write: (text) => terminal.err(text),
            place: terminal.isInteractive ? 'terminal' : 'log',
          })
        : undefined;
      // The service listens to them itself.
      signals.leave();
      const exitCode = await runServer({
        env: terminal.env,
        say: (line) => terminal.err(`${line}\n`),
        audience: terminal.isInteractive ? 'person' : 'log',
        ...(dashboardFolder === undefined ? {} : { dashboardFolder }),
      });
      return exitCode as ExitCode;
    }),
  );
}
