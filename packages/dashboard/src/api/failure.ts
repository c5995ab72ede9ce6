import { KeyturnProblem, UnexpectedAnswer } from '@keyturn/client';

/** What went wrong, as the dashboard speaks of it. */
export interface Failure {
  /** A problem's code, or `unreachable` (no answer came) or `unexpected_answer` (not one of Keyturn's). */
  readonly code: string;
  /** The server's own sentence about this case, in English; empty when there is none. */
  readonly detail: string;
  readonly requestId: string | undefined;
  /** The permission that a 403 asks for. */
  readonly permission: string | undefined;
}

/** What something thrown by a call of the API stands for. */
export function failureOf(error: unknown): Failure {
  if (error instanceof KeyturnProblem) {
    const { request_id: requestId, permission } = error.problem;
    return {
      code: error.code,
      detail: error.problem.detail,
      requestId,
      permission: typeof permission === 'string' ? permission : undefined,
    };
  }
  const code = error instanceof UnexpectedAnswer ? 'unexpected_answer' : 'unreachable';
  return { code, detail: '', requestId: undefined, permission: undefined };
}

/** The sentence about one field of a form, by its JSON pointer (`/url`); undefined when nothing is wrong with it. */
export function faultAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof KeyturnProblem)) return undefined;
  return error.problem.errors?.find((fault) => fault.pointer === pointer && fault.in === undefined)?.detail;
}

/** Whether an error is a problem with this code; codes that only the session answers included. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof KeyturnProblem && (error.code as string) === code;
}
