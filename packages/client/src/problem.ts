import type { components } from './generated/api.ts';

/** The stable word of a problem. Newer servers may answer codes that this version does not know. */
export type ProblemCode = components['schemas']['ProblemCode'];

/** A problem as the API answers it; facts of its code stand beside the fields that all have. */
export type Problem = components['schemas']['Problem'] & Readonly<Record<string, unknown>>;

/** Thrown when the API refuses a request. `code` says why; `problem` has the facts; the message says what to do. */
export class KeyturnProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'KeyturnProblem';
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
  }
}

/** Thrown when an answer is not one of Keyturn's: a proxy's error page, another program on that port. */
export class UnexpectedAnswer extends Error {
  readonly status: number;

  constructor(status: number, url: string) {
    super(`${url} answered ${status}, and not as Keyturn does: check the URL, and what stands between.`);
    this.name = 'UnexpectedAnswer';
    this.status = status;
  }
}

/** Whether something thrown is a problem with this code (or any, when none is given); narrows its type. */
export function isProblem<Code extends ProblemCode>(
  error: unknown,
  code?: Code,
): error is KeyturnProblem & { readonly code: Code } {
  return error instanceof KeyturnProblem && (code === undefined || error.code === code);
}

/** What an answer that is no success stands for. */
export async function errorOf(response: Response): Promise<KeyturnProblem | UnexpectedAnswer> {
  const unexpected = new UnexpectedAnswer(response.status, response.url);
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) return unexpected;
  try {
    const problem = (await response.json()) as Partial<Problem>;
    const isWhole = typeof problem.code === 'string' && typeof problem.detail === 'string';
    return isWhole ? new KeyturnProblem(problem as Problem) : unexpected;
  } catch {
    return unexpected;
  }
}
