/** How a verb of the command line is written: one file each, `commands/<noun>/<verb>.ts`. */
import { Command, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Context } from './context.ts';
import type { ExitCode } from './exit-codes.ts';

/** What a verb does. Done when it returns nothing; else the exit code. */
export type Act<Args extends unknown[]> = (context: Context, ...args: Args) => Promise<ExitCode | undefined>;

/**
 * Makes commander's action of an act. The program gives one that carries the act out; the reference and the tests of the help give one
 * that does nothing.
 */
export type Carry = <Args extends unknown[]>(act: Act<Args>) => (...args: Args) => Promise<void>;

/** A verb, or a noun's own command: its name, what it does in one sentence, and examples that work. */
export function command(name: string, description: string, ...examples: readonly string[]): Command {
  const title = examples.length === 1 ? 'Example' : 'Examples';
  const lines = examples.map((example) => `  $ keyturn ${example}`);
  return new Command(name).description(description).addHelpText('after', `\n${title}:\n${lines.join('\n')}`);
}

/** A noun with its verbs. Its help ends with the first example of its first verb. */
export function noun(
  name: string,
  description: string,
  example: string,
  verbs: readonly CommandUnknownOpts[],
): CommandUnknownOpts {
  const made = command(name, description, example);
  for (const verb of verbs) made.addCommand(verb);
  return made;
}
