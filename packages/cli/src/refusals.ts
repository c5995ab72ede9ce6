import { isProblem, type KeyturnProblem, UnexpectedAnswer } from '@keyturn/client';
import { CommandError, EXIT, exitCodeOfStatus } from './exit-codes.ts';

/** The next command for the problems that have one; the others' details say what to do. */
const MENDS: Readonly<Record<string, string>> = {
  unauthenticated: 'check KEYTURN_API_KEY, --key or the profile',
  not_found: 'keyturn accounts list, or the list of what you named',
  account_id_taken: 'keyturn accounts create NAME --id ANOTHER',
  secret_not_pending: 'keyturn secrets list',
  secret_not_cancellable: 'keyturn secrets list',
  secret_not_retiring: 'keyturn secrets list',
  epoch_changed: 'keyturn secrets list, and decide again',
  overlap_open: 'wait, or add --end-overlap',
  hard_cut_not_accepted: 'add --accept-hard-cut, or give --overlap 0',
  event_id_conflict: 'keyturn events get ID',
  endpoint_paused: 'keyturn endpoints resume ID',
  internal_error: "look for the request_id in the server's log",
};

/** What something thrown means for the person at the command line; undefined for a fault of this program. */
export function commandErrorOf(error: unknown): CommandError | undefined {
  if (error instanceof CommandError) return error;
  if (isProblem(error)) return refusalOf(error);
  if (error instanceof UnexpectedAnswer) {
    return new CommandError(EXIT.unreachable, 'unexpected_answer', error.message, {
      mend: 'name the server with --url, without /v1',
    });
  }
  return undefined;
}

function refusalOf({ code, status, problem, message }: KeyturnProblem): CommandError {
  const mend = MENDS[code];
  return new CommandError(exitCodeOfStatus(status), code, messageOf(code, problem, message), {
    ...(mend === undefined ? {} : { mend }),
    problem,
  });
}

function messageOf(code: string, problem: KeyturnProblem['problem'], message: string): string {
  if (code !== 'invalid_request' || problem.errors === undefined) return message;
  return problem.errors.map(({ detail }) => detail).join(' ');
}
