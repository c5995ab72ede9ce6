import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Carry } from './command.ts';
import { accounts } from './commands/accounts/accounts.ts';
import { apiKeys } from './commands/api-keys/api-keys.ts';
import { audit } from './commands/audit/audit.ts';
import { deliveries } from './commands/deliveries/deliveries.ts';
import { demo } from './commands/demo/demo.ts';
import { doctor } from './commands/doctor/doctor.ts';
import { endpoints } from './commands/endpoints/endpoints.ts';
import { events } from './commands/events/events.ts';
import { loginLink } from './commands/login-link.ts';
import { secrets } from './commands/secrets/secrets.ts';
import { serve } from './commands/serve.ts';
import { verify } from './commands/verify/verify.ts';
import { version } from './commands/version.ts';
import { globalOptions } from './global-options.ts';
import type { Terminal } from './terminal.ts';

/** Widest line of a help text. */
const HELP_COLUMNS_MAX = 100;

/** The whole command line: `keyturn <noun> <verb>`, the same words as the API. */
export function buildProgram(carry: Carry, terminal: Terminal): CommandUnknownOpts {
  const program = new Command('keyturn')
    .description(
      'Keyturn sends webhooks, signs each with the one active secret of its account, and turns the key.',
    )
    .addHelpText('after', '\nExamples:\n  $ keyturn demo\n  $ keyturn secrets list -a acme');
  for (const option of globalOptions()) program.addOption(option);
  const commands = [
    serve(carry),
    demo(carry),
    loginLink(carry),
    accounts(carry),
    secrets(carry),
    endpoints(carry),
    apiKeys(carry),
    events(carry),
    deliveries(carry),
    audit(carry),
    verify(carry),
    doctor(carry),
    version(carry),
  ];
  for (const command of commands) program.addCommand(command);
  configure(program, terminal);
  return program;
}

/** Commander hands settings down to commands that it makes itself; ours are made in their files. */
function configure(command: CommandUnknownOpts, terminal: Terminal): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.columns, HELP_COLUMNS_MAX) })
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      // Said once, in our own form, by runProgram.
      outputError: () => {},
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .helpCommand(false);
  for (const child of command.commands) configure(child, terminal);
}
