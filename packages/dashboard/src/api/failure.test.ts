import { KeyturnProblem, type Problem, UnexpectedAnswer } from '@keyturn/client';
import { describe, expect, it } from 'vitest';
import { failureOf, faultAt, hasCode } from './failure.ts';

const problem = new KeyturnProblem({
  type: 'https://keyturn.example/docs/problems/forbidden',
  title: 'The API key or role may not do this',
  status: 403,
  code: 'forbidden',
  detail: 'activateSecret needs the permission `secrets:activate`.',
  request_id: 'req_1',
  permission: 'secrets:activate',
  errors: [
    { pointer: '/name', code: 'too_long', detail: 'must have at most 100 characters' },
    { in: 'query', pointer: '/url', code: 'unknown', detail: 'is not a parameter' },
  ],
} as Problem);

describe('what went wrong', () => {
  it('keeps the code, the request id and the missing permission of a problem', () => {
    expect(failureOf(problem)).toEqual({
      code: 'forbidden',
      detail: problem.message,
      requestId: 'req_1',
      permission: 'secrets:activate',
    });
  });

  it('tells a server that is away from something else that answered', () => {
    expect(failureOf(new TypeError('Failed to fetch')).code).toBe('unreachable');
    expect(failureOf(new UnexpectedAnswer(502, '/v1')).code).toBe('unexpected_answer');
  });

  it('finds the fault of a field of the body, and no parameter’s', () => {
    expect(faultAt(problem, '/name')).toBe('must have at most 100 characters');
    expect(faultAt(problem, '/url')).toBeUndefined();
    expect(faultAt(new TypeError('x'), '/name')).toBeUndefined();
  });

  it('knows a code that only sessions answer', () => {
    expect(hasCode(problem, 'forbidden')).toBe(true);
    expect(hasCode(problem, 'reauthentication_required')).toBe(false);
  });
});
