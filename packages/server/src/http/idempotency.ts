/**
 * A request with an `Idempotency-Key` happens once: the same again within IDEMPOTENCY_MS gets the first answer. What is kept of an
 * answer never holds the text of a secret or an API key.
 */
import { hash } from 'node:crypto';
import { type AccountRef, IDEMPOTENCY_KEY_CHARACTERS_MAX, type Result } from '@keyturn/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationError } from '../operations/operation-error.ts';
import type { HttpDeps } from './http-deps.ts';
import { ProblemError, problemOf, sendProblem } from './problem.ts';
import { principalOf } from './request-facts.ts';
import { invalidRequest } from './validate.ts';

/** One act that creates something, and how its outcome is shown. */
export interface Creation<T> {
  run(): Promise<Result<T, OperationError>>;
  readonly status: 201 | 202;
  present(value: T): object;
  /** What a repeated request is shown instead, when the first answer held a text that is never kept. */
  presentAgain?(value: T): object;
}

const KEY = new RegExp(`^[!-~]{1,${IDEMPOTENCY_KEY_CHARACTERS_MAX}}$`);

/** The `Idempotency-Key` of a request, if it has one. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  const detail = `\`Idempotency-Key\` must be 1 to ${IDEMPOTENCY_KEY_CHARACTERS_MAX} printable ASCII characters without spaces.`;
  throw invalidRequest([{ in: 'header', pointer: '/Idempotency-Key', code: 'wrong_form', detail }]);
}

/** Runs a creation, once for each idempotency key, and answers. */
export type Create = <T>(
  request: FastifyRequest,
  reply: FastifyReply,
  creation: Creation<T>,
) => Promise<FastifyReply>;

/** Makes the function through which every creating route answers. */
export function makeCreate(deps: Pick<HttpDeps, 'idempotency' | 'clock' | 'log'>): Create {
  return async (request, reply, creation) => {
    const key = idempotencyKeyOf(request);
    if (key === undefined) {
      const outcome = await creation.run();
      if (!outcome.ok) return sendProblem(request, reply, problemOf(outcome.error));
      return reply.code(creation.status).send(creation.present(outcome.value));
    }
    const stored = keyInScope(request, key);
    const begun = await deps.idempotency.begin(OPERATOR, stored, requestSha256(request), deps.clock.wall());
    switch (begun.type) {
      case 'started':
        return runOnce(deps, request, reply, creation, stored);
      case 'finished':
        return reply
          .code(begun.status)
          .header('idempotency-replayed', 'true')
          .header('content-type', 'application/json; charset=utf-8')
          .send(begun.body);
      case 'in_progress':
        throw new ProblemError({
          code: 'idempotency_in_progress',
          detail: 'The first request with this `Idempotency-Key` has not answered yet.',
        });
      case 'other_request':
        throw keyReused();
    }
  };
}

/** The refusal of a key that came with another request. */
export function keyReused(): ProblemError {
  return new ProblemError({
    code: 'idempotency_key_reused',
    detail: 'This `Idempotency-Key` came with another request before.',
  });
}

async function runOnce<T>(
  deps: Pick<HttpDeps, 'idempotency' | 'log'>,
  request: FastifyRequest,
  reply: FastifyReply,
  creation: Creation<T>,
  stored: string,
): Promise<FastifyReply> {
  let outcome: Result<T, OperationError>;
  try {
    outcome = await creation.run();
  } catch (error) {
    await giveBack(deps, stored, request.id);
    throw error;
  }
  if (!outcome.ok) {
    await giveBack(deps, stored, request.id);
    return sendProblem(request, reply, problemOf(outcome.error));
  }
  const again = (creation.presentAgain ?? creation.present)(outcome.value);
  try {
    await deps.idempotency.finish(OPERATOR, stored, creation.status, JSON.stringify(again));
  } catch (error) {
    // The act is committed: the answer stands. Until its entry ends, a repetition is told that the first is still running.
    deps.log.error(
      { err: error, request_id: request.id },
      'an answer could not be kept for its idempotency key',
    );
  }
  return reply.code(creation.status).send(creation.present(outcome.value));
}

/** Gives a key back after a refusal or an accident, so that the caller may mend the request and use the key again. */
async function giveBack(
  deps: Pick<HttpDeps, 'idempotency' | 'log'>,
  stored: string,
  requestId: string,
): Promise<void> {
  try {
    await deps.idempotency.abandon(OPERATOR, stored);
  } catch (error) {
    deps.log.error({ err: error, request_id: requestId }, 'an idempotency key could not be given back');
  }
}

/** All keys are kept under the operator's number; whose key it is, and of which account, stands in the text. */
const OPERATOR = 0 as AccountRef | 0;

/**
 * The key with its scope: a key bound to an account and the operator's keys are apart, and so are the accounts that an operator
 * writes to, since a platform's own ids repeat from one account to the next.
 */
function keyInScope(request: FastifyRequest, key: string): string {
  const bound = principalOf(request).accountId ?? '*';
  const { account = '*' } = request.params as { readonly account?: string };
  return `${bound} ${account} ${key}`;
}

function requestSha256(request: FastifyRequest): Uint8Array {
  return hash('sha256', `${request.method}\n${request.url}\n${request.bodyText ?? ''}`, 'buffer');
}
