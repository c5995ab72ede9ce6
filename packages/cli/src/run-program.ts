import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Carry } from './command.ts';
import { type ContextParts, makeContext } from './context.ts';
import { CommandError, EXIT, type ExitCode } from './exit-codes.ts';
import type { GlobalOptions } from './global-options.ts';
import { visible } from './output/table.ts';
import { buildProgram } from './program.ts';
import { commandErrorOf } from './refusals.ts';
import { styled, type Terminal } from './terminal.ts';

/** Carries out one command line (without the program's own name) and gives the exit code. Errors are said, not thrown. */
export async function runProgram(args: readonly string[], parts: ContextParts): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const carry: Carry =
    (act) =>
    async (...given) => {
      const command = given.at(-1) as CommandUnknownOpts;
      exitCode =
        (await act(makeContext(command.optsWithGlobals() as unknown as GlobalOptions, parts), ...given)) ??
        EXIT.done;
    };
  const { terminal } = parts;
  const program = buildProgram(carry, terminal);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return sayUsage(error, terminal, args);
    const commandError = commandErrorOf(error);
    if (commandError === undefined) throw error;
    sayError(commandError, terminal, args.includes('--json'));
    return commandError.exitCode;
  }
}

/** Help that was asked for is no error; commander has written it. */
function sayUsage(error: CommanderError, terminal: Terminal, args: readonly string[]): ExitCode {
  if (error.exitCode === 0) return EXIT.done;
  // A noun alone has had its help written in answer.
  if (error.code === 'commander.help') return EXIT.usage;
  const message = error.message.replace(/^error: /, '');
  const words = args.filter((arg) => /^[a-z-]+$/.test(arg) && !arg.startsWith('-')).slice(0, 2);
  const refusal = new CommandError(EXIT.usage, 'usage', message, {
    mend: ['keyturn', ...words, '--help'].join(' '),
  });
  sayError(refusal, terminal, args.includes('--json'));
  return EXIT.usage;
}

/** `✖ code  what was wrong  → what to do`; for programs the problem as the server said it. What a server says is shown, never obeyed. */
function sayError(error: CommandError, terminal: Terminal, isJson: boolean): void {
  const { code, message, mend, problem } = error;
  if (isJson) {
    const said = problem ?? { code, detail: message, ...(mend === undefined ? {} : { mend }) };
    terminal.err(`${JSON.stringify(said)}\n`);
    return;
  }
  const next = mend === undefined ? '' : `  → ${visible(mend)}`;
  terminal.err(`${styled(terminal, 'red', '✖')} ${visible(code)}  ${visible(message)}${next}\n`);
}
