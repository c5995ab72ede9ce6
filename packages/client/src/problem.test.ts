import { describe, expect, it } from 'vitest';
import { errorOf, isProblem, KeyturnProblem, UnexpectedAnswer } from './problem.ts';

const PROBLEM = {
  type: 'https://keyturn.example/docs/problems/secret_not_pending',
  title: 'The secret is not pending',
  status: 409,
  code: 'secret_not_pending',
  detail: 'sec_A was replaced by sec_B.',
  request_id: 'req_1',
  current_pending_id: 'sec_B',
} as const;

const answer = (body: string, type = 'application/problem+json; charset=utf-8', status = 409) =>
  new Response(body, { status, headers: { 'content-type': type } });

describe('a problem', () => {
  it('is thrown with its code, its facts, and what to do as the message', async () => {
    const error = await errorOf(answer(JSON.stringify(PROBLEM)));
    expect(error).toBeInstanceOf(KeyturnProblem);
    expect(error).toMatchObject({ code: 'secret_not_pending', status: 409, message: PROBLEM.detail });
    expect((error as KeyturnProblem).problem.current_pending_id).toBe('sec_B');
  });

  it('is told from others by its code, and its type with it', async () => {
    const error: unknown = await errorOf(answer(JSON.stringify(PROBLEM)));
    expect(isProblem(error)).toBe(true);
    expect(isProblem(error, 'epoch_changed')).toBe(false);
    if (!isProblem(error, 'secret_not_pending')) throw new Error('unreachable');
    const code: 'secret_not_pending' = error.code;
    expect(code).toBe('secret_not_pending');
    expect(isProblem(new Error('other'))).toBe(false);
    expect(isProblem(undefined)).toBe(false);
  });

  it.each([
    ['an error page of a proxy', answer('<h1>Bad Gateway</h1>', 'text/html', 502)],
    ['JSON that is no problem', answer('{}', 'application/json')],
    ['a problem that is none', answer('"no"')],
    ['a problem cut short', answer('{"code":')],
    ['a problem without a detail', answer('{"code":"not_found"}')],
  ])('is not made of %s', async (_, response) => {
    const error = await errorOf(response);
    expect(error).toBeInstanceOf(UnexpectedAnswer);
    expect(error.status).toBe(response.status);
  });
});
