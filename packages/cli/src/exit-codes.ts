/** What the process answers to its caller; scripts depend on the numbers (docs/reference/cli.md). */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  conflict: 5,
  partlyDone: 6,
  unreachable: 7,
  checkFailed: 8,
  /** `serve`: an I/O error of the database; what is on disk must be read anew. */
  ioError: 74,
  /** `serve`: another process holds the database. */
  held: 75,
  /** `serve`: the configuration does not hold. */
  configuration: 78,
  interrupted: 130,
} as const;

/** One of the numbers above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with a code and, on stderr, one sentence and what to do about it. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;
  /** A stable word for what went wrong; a problem's code when a server said it. */
  readonly code: string;
  /** The next command or step. */
  readonly mend: string | undefined;
  /** The problem as the server answered it, for `--json`. */
  readonly problem: object | undefined;

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    more: { mend?: string; problem?: object } = {},
  ) {
    super(message);
    this.name = 'CommandError';
    this.exitCode = exitCode;
    this.code = code;
    this.mend = more.mend;
    this.problem = more.problem;
  }
}

/** The refusal of a command line that cannot be carried out as it stands. */
export function usageError(message: string, mend?: string): CommandError {
  return new CommandError(EXIT.usage, 'usage', message, mend === undefined ? {} : { mend });
}

/** The exit code that an HTTP status of the API stands for. */
export function exitCodeOfStatus(status: number): ExitCode {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (status === 404) return EXIT.notFound;
  if (status === 409 || status === 412) return EXIT.conflict;
  if (status === 400 || status === 413 || status === 415 || status === 422 || status === 431)
    return EXIT.usage;
  if (status === 408 || status === 429 || status === 503 || status === 507) return EXIT.unreachable;
  return EXIT.failed;
}
