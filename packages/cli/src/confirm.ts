/** Asking before what cannot be undone. Off a terminal nobody can be asked: `--yes` is the answer, given beforehand. */
import type { Context } from './context.ts';
import { CommandError, EXIT, usageError } from './exit-codes.ts';

/** What happens, and the text whose typing makes a person look at it. */
export interface Confirmation {
  readonly consequence: string;
  readonly typed: string;
  /** The typed text, in words: `the account id`. */
  readonly what: string;
}

/** Goes on when the text was typed, or with `--yes`. Refuses otherwise; then nothing was changed. */
export async function confirmTyped(
  context: Context,
  { consequence, typed, what }: Confirmation,
): Promise<void> {
  if (context.options.yes === true) return;
  requireTerminal(context);
  context.terminal.err(`${consequence}\n`);
  const answer = await context.terminal.ask(`Type ${typed} (${what}) to go on: `);
  if (answer?.trim() !== typed) throw notConfirmed();
}

/** Goes on after `y` or `yes`, or with `--yes`. Refuses otherwise; then nothing was changed. */
export async function confirmYes(context: Context, consequence: string): Promise<void> {
  if (context.options.yes === true) return;
  requireTerminal(context);
  const answer = await context.terminal.ask(`${consequence} Go on? [y/N] `);
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw notConfirmed();
}

function requireTerminal({ terminal }: Context): void {
  if (terminal.isInteractive) return;
  throw usageError('This cannot be undone, and there is no terminal to ask at.', 'add --yes');
}

function notConfirmed(): CommandError {
  return new CommandError(EXIT.failed, 'not_confirmed', 'Not confirmed. Nothing was changed.');
}
