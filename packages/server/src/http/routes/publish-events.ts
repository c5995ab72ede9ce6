/** Publishing: the hot routes. Numbers in `data` keep their source text, the body is read once, the answer is a fixed text. */
import { type AccountId, ok, parseJsonKeepingNumbers, type Result } from '@keyturn/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OperationError } from '../../operations/operation-error.ts';
import type { Published, PublishInput } from '../../operations/operations.ts';
import { deriveEventId } from '../derive-event-id.ts';
import { faultsOf } from '../describe-fault.ts';
import { describeRoute } from '../describe-route.ts';
import { accidentOf, addDirectPublish } from '../direct-publish.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import { type Create, idempotencyKeyOf, keyReused } from '../idempotency.ts';
import { addJsonBodyParser } from '../json-body.ts';
import { problemJson, problemOf, sendProblem } from '../problem.ts';
import { callerOf } from '../request-facts.ts';
import { accountParams } from '../schemas/fields.ts';
import {
  presentPublished,
  publishEventBody,
  publishEventsBody,
  published,
  publishedBatch,
  publishedJson,
  publishInputOf,
} from '../schemas/publish-events.ts';

const REFUSALS = ['event_id_conflict', 'body_too_large', 'backlog_full', 'overloaded'] as const;

const publishEvent = describeRoute({
  operationId: 'publishEvent',
  tag: 'events',
  summary: 'Publish an event',
  description:
    'Answers 202 when the event is on disk; it is delivered, at least once, to every endpoint that wants its type. With an `Idempotency-Key` and no `id`, the id is derived from the key, so that the event is stored once even when the answer is lost in a crash; a repetition then answers `duplicate: true`. With an `id`, the id alone decides, and the key is not looked at.',
  permission: 'events:publish',
  idempotency: 'key',
  admission: 'asked',
  params: accountParams,
  body: publishEventBody,
  answers: { 202: { description: 'The event is on disk.', schema: published } },
  refusals: REFUSALS,
});

const publishEvents = describeRoute({
  operationId: 'publishEvents',
  tag: 'events',
  summary: 'Publish up to 100 events',
  description:
    'Each event is judged by itself and has its result, in order: an `id`, or a `problem`. One that is refused does not hold up the others.',
  permission: 'events:publish',
  idempotency: 'key',
  admission: 'asked',
  params: accountParams,
  body: publishEventsBody,
  answers: { 202: { description: 'What became of each event.', schema: publishedBatch } },
  refusals: REFUSALS,
});

/** The routes that publish. `app` is a scope of its own: its body parser keeps numbers. */
export function addPublishRoutes(app: HttpApp, deps: HttpDeps, create: Create): void {
  const { operations } = deps;
  addJsonBodyParser(app, parseJsonKeepingNumbers);
  addDirectPublish(app, deps, publishEvent.config.operation);

  app.post('/v1/accounts/:account/events', publishEvent, async (request, reply) => {
    const accident = accidentOf(request.raw);
    if (accident !== undefined) throw accident.error;
    const { account } = request.params;
    const key = idempotencyKeyOf(request);
    const derivedId = key === undefined ? undefined : deriveEventId(account, key, 0);
    const input = publishInputOf(request.body, derivedId);
    const outcome = await operations.publishEvent(callerOf(request), account, input);
    return answerPublished(request, reply, outcome, key !== undefined && request.body.id === undefined);
  });

  app.post('/v1/accounts/:account/events/batch', publishEvents, (request, reply) => {
    const { account } = request.params;
    const key = idempotencyKeyOf(request);
    return create(request, reply, {
      run: async () => {
        const parsed = request.body.events.map((given, index) => parseOne(given, account, key, index));
        return publishParsed(deps, request, account, parsed);
      },
      status: 202,
      present: (results) => ({ results: results.map((result) => presentResult(request, result)) }),
    });
  });
}

/** A single publish is idempotent by the event's id, its own or derived: no second table is asked, and no crash can come between. */
function answerPublished(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: Result<Published, OperationError>,
  isIdDerived: boolean,
): FastifyReply {
  if (!outcome.ok) {
    if (isIdDerived && outcome.error.code === 'event_id_conflict') throw keyReused();
    return sendProblem(request, reply, problemOf(outcome.error));
  }
  if (isIdDerived && outcome.value.duplicate) reply.header('idempotency-replayed', 'true');
  return reply
    .code(202)
    .header('content-type', 'application/json; charset=utf-8')
    .send(publishedJson(outcome.value));
}

type ParsedEvent = Result<PublishInput, OperationError>;

function parseOne(given: unknown, account: AccountId, key: string | undefined, index: number): ParsedEvent {
  const parsed = publishEventBody.safeParse(given);
  if (!parsed.success) {
    const errors = faultsOf(parsed.error.issues, given, 'body', Object.keys(publishEventBody.shape));
    return { ok: false, error: { code: 'invalid_request', errors } };
  }
  const derivedId = key === undefined ? undefined : deriveEventId(account, key, index);
  return ok(publishInputOf(parsed.data, derivedId));
}

/** Publishes the events that are sound, and puts their results where they stood among the others. */
async function publishParsed(
  { operations }: HttpDeps,
  request: FastifyRequest,
  account: AccountId,
  parsed: readonly ParsedEvent[],
): Promise<Result<readonly Result<Published, OperationError>[], OperationError>> {
  const inputs = parsed.filter((one) => one.ok).map((one) => one.value);
  const outcome = await operations.publishEvents(callerOf(request), account, inputs);
  if (!outcome.ok) return outcome;
  const results = outcome.value[Symbol.iterator]();
  return ok(parsed.map((one) => (one.ok ? nextOf(results) : one)));
}

function nextOf<T>(values: Iterator<T, unknown>): T {
  const next = values.next();
  if (next.done === true)
    throw new Error('invariant broken: a batch answered fewer results than it had events');
  return next.value;
}

function presentResult(request: FastifyRequest, result: Result<Published, OperationError>): object {
  if (result.ok) return presentPublished(result.value);
  return { problem: problemJson(problemOf(result.error), request.server.publicUrl, request.id) };
}
