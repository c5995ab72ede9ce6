/** Problems as answers: what a refusal says, and how it is sent. */
import { type EpochMs, formatTime, unreachable } from '@keyturn/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationError } from '../operations/operation-error.ts';
import { PROBLEMS, type ProblemCode } from './problems.ts';

/** A problem before it is written: its code, a sentence about this case, facts in snake_case, and headers. */
export interface Problem {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An accident or refusal of the edge itself, thrown through the framework and answered as a problem by the error handler. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: { cause?: unknown }) {
    super(problem.detail, options);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** The problem as JSON, as every refusal is answered. */
export function problemJson(
  problem: Problem,
  publicUrl: string,
  requestId: string,
): Readonly<Record<string, unknown>> {
  const { status, title } = PROBLEMS[problem.code];
  return {
    type: `${publicUrl}/docs/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.detail,
    request_id: requestId,
    ...problem.facts,
  };
}

/** Sends a problem. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const body = problemJson(problem, request.server.publicUrl, request.id);
  if (problem.headers !== undefined) reply.headers(problem.headers);
  return reply
    .code(PROBLEMS[problem.code].status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** The `Retry-After` header and its twin in the body. */
export function retryAfter(seconds: number): Pick<Problem, 'facts' | 'headers'> {
  return { facts: { retry_after_seconds: seconds }, headers: { 'retry-after': String(seconds) } };
}

/** What a refusal of an operation says. */
export function problemOf(error: OperationError): Problem {
  switch (error.code) {
    case 'secret_not_pending':
      return {
        code: error.code,
        detail: secretNotPendingDetail(error),
        facts: {
          secret_id: error.secretId,
          secret_status: error.status,
          replaced_by_id: error.replacedById,
          current_pending_id: error.currentPendingId ?? null,
        },
      };
    case 'secret_not_cancellable':
      return {
        code: error.code,
        detail: `${error.secretId} is ${error.status}; only a pending secret can be cancelled and only a retiring one ended.`,
        facts: { secret_id: error.secretId, secret_status: error.status },
      };
    case 'secret_not_retiring':
      return {
        code: error.code,
        detail: `${error.secretId} is ${error.status}; only a retiring secret has a \`retire_at\` that can be moved.`,
        facts: { secret_id: error.secretId, secret_status: error.status },
      };
    case 'retire_at_out_of_range': {
      const latest = formatTime(error.latest as EpochMs);
      return {
        code: error.code,
        detail: `\`retire_at\` must lie in the future and not after ${latest} (7 days after the activation). DELETE the secret to end its overlap now.`,
        facts: { latest },
      };
    }
    case 'overlap_open': {
      const retireAt = formatTime(error.retireAt as EpochMs);
      return {
        code: error.code,
        detail: `An overlap is open until ${retireAt}. Send \`end_overlap: true\` to end it with this activation.`,
        facts: { retire_at: retireAt, retiring_id: error.retiringId },
      };
    }
    case 'hard_cut_not_accepted':
      return {
        code: error.code,
        detail:
          'The account signs with the `kore` profile, which cannot overlap. Send `accept_hard_cut: true`, or leave `overlap_seconds` out.',
      };
    case 'epoch_changed':
      return {
        code: error.code,
        detail: `\`If-Match\` expected epoch ${error.expected}; it is ${error.actual}.`,
        facts: { expected: error.expected, actual: error.actual },
      };
    case 'endpoint_url_refused':
      return {
        code: error.code,
        detail: error.detail,
        facts: { rule: error.rule, setting: error.setting },
      };
    case 'account_closed':
      return { code: error.code, detail: 'The account was deleted.' };
    case 'not_found':
      return {
        code: error.code,
        detail: `There is no such ${error.what.replace('_', ' ')} in your reach.`,
        facts: { what: error.what },
      };
    case 'account_id_taken':
      return {
        code: error.code,
        detail: `The account id "${error.accountId}" is taken; ids of deleted accounts stay taken.`,
        facts: { account_id: error.accountId },
      };
    case 'endpoint_paused':
      return {
        code: error.code,
        detail: `${error.endpointId} is paused; resume it first.`,
        facts: { endpoint_id: error.endpointId },
      };
    case 'event_id_conflict':
      return {
        code: error.code,
        detail: `The event id "${error.eventId}" was published before with other content.`,
        facts: { event_id: error.eventId },
      };
    case 'body_too_large':
      return {
        code: error.code,
        detail: `The event's body would be ${error.bodyBytes} bytes; at most ${error.bodyBytesMax} are sent.`,
        facts: { body_bytes: error.bodyBytes, body_bytes_max: error.bodyBytesMax },
      };
    case 'limit_reached':
      return {
        code: error.code,
        detail: `The account has ${error.max} ${error.what}, as many as it may have.`,
        facts: { what: error.what, max: error.max },
      };
    case 'overloaded':
      return {
        code: error.code,
        detail: 'The event could not be taken now and was not stored.',
        ...retryAfter(error.retryAfterSeconds),
      };
    case 'invalid_credentials':
      return {
        code: error.code,
        detail: 'Email or password is wrong.',
        headers: { 'www-authenticate': 'Bearer realm="keyturn"' },
      };
    case 'link_used_or_expired':
      return {
        code: error.code,
        detail: 'This link was used before, or its time is over. `keyturn login-link` makes a new one.',
      };
    case 'set_up_before':
      return { code: error.code, detail: 'Somebody has set up this installation; sign in.' };
    case 'email_taken':
      return { code: error.code, detail: 'Somebody else signs in with this email.' };
    case 'member_before':
      return {
        code: error.code,
        detail: 'Somebody with this email is a member of the account already.',
        facts: { user_id: error.userId },
      };
    case 'last_owner':
      return {
        code: error.code,
        detail: `${error.userId} is the last owner of the account; make somebody else an owner first.`,
        facts: { user_id: error.userId },
      };
    case 'invalid_request':
      return {
        code: error.code,
        detail: error.errors.map(({ detail }) => detail).join(' '),
        facts: { errors: error.errors },
      };
    default:
      return unreachable(error);
  }
}

function secretNotPendingDetail(error: Extract<OperationError, { code: 'secret_not_pending' }>): string {
  const { secretId, status, replacedById, currentPendingId } = error;
  const was =
    replacedById === undefined ? `${secretId} is ${status}` : `${secretId} was replaced by ${replacedById}`;
  const next =
    currentPendingId === undefined
      ? 'No secret is pending: create one first.'
      : `The pending secret is ${currentPendingId}.`;
  return `${was}. ${next}`;
}
