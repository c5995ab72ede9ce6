import type { Result } from '@keyturn/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationError } from '../operations/operation-error.ts';
import { problemOf, sendProblem } from './problem.ts';

/** Answers an outcome: 200 with what `present` makes of its value, or the problem that its refusal is. */
export function answer<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Result<T, OperationError>,
  present: (value: T) => object,
): FastifyReply {
  if (!outcome.ok) return sendProblem(request, reply, problemOf(outcome.error));
  return reply.code(200).send(present(outcome.value));
}

/** Answers an outcome that leaves nothing to say: 204, or the problem. */
export function answerNothing(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Result<undefined, OperationError>,
): FastifyReply {
  if (!outcome.ok) return sendProblem(request, reply, problemOf(outcome.error));
  return reply.code(204).send();
}
