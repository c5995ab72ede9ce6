/**
 * The plain publish, answered on the server itself: 101 µs of the main thread for an event, 120 by way of the framework's routing, hooks,
 * body parser and reply (medians of 6 spans in turn on a busy machine, where the bare program takes 55; lower quartiles 98, 103 and 48;
 * the 120 hold a second hash of the API key, of 0.3 µs at rest, that the authorisation hook no longer makes).
 *
 * Only what goes well is done here: an API key that is known, permitted and in memory, a plain JSON body that fits its schema, an event
 * that is stored. At the first doubt, whatever it is, the request goes to the framework with its body as it came, and is judged and
 * answered there: there is one implementation of every refusal. Nothing is stored by then, but after an accident of the store, of
 * which nobody knows; that one is handed over too and not tried again (`accidentOf`).
 */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AccountId, parseJsonKeepingNumbers, REQUEST_BYTES_MAX } from '@keyturn/core';
import type { FastifyInstance } from 'fastify';
import type { Principal } from '../operations/authenticate.ts';
import type { PublishInput } from '../operations/operations.ts';
import { bearerOf, refusalOf } from './auth/authorise.ts';
import type { RouteFacts } from './describe-route.ts';
import type { HttpDeps } from './http-deps.ts';
import { publishEventBody, publishedJson, publishInputOf } from './schemas/publish-events.ts';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

const PATH = /^\/v1\/accounts\/([A-Za-z0-9_-]{1,64})\/events$/;
const CONTENT_LENGTH = /^[1-9]\d{0,6}$/;

const accidents = new WeakMap<IncomingMessage, { readonly error: unknown }>();

/** The accident that a publish met before its request was handed over: to be thrown instead of publishing again. */
export function accidentOf(request: IncomingMessage): { readonly error: unknown } | undefined {
  return accidents.get(request);
}

/** Puts the direct way before the framework's, once the application is ready. `facts` are those of the route that it stands in for. */
export function addDirectPublish(app: FastifyInstance, deps: HttpDeps, facts: RouteFacts): void {
  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  app.addHook('onReady', (done) => {
    // The framework's own listener, which it put there itself; a second server (IPv6 beside IPv4) has its own and no direct way.
    const framework = app.server.listeners('request') as readonly Listener[];
    app.server.removeAllListeners('request');
    const handOver: Listener = (request, response) => {
      for (const listener of framework) listener.call(app.server, request, response);
    };
    const publish = makeDirectPublish(deps, facts, handOver);
    app.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (isClosing || !publish(request, response)) handOver(request, response);
    });
    done();
  });
}

/** Takes a request that looks plain by its head, or says that it does not. */
function makeDirectPublish(
  deps: HttpDeps,
  facts: RouteFacts,
  framework: Listener,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const metrics = deps.metrics.operation(facts.operationId);

  const publish = async (
    response: ServerResponse,
    principal: Principal,
    account: AccountId,
    input: PublishInput,
  ): Promise<'answered' | 'refused'> => {
    const requestId = deps.random.makeId('req', deps.clock.wall());
    // The address is for the audit log, which knows nothing of publishes.
    const outcome = await deps.operations.publishEvent({ actor: principal.actor, requestId }, account, input);
    if (!outcome.ok) return 'refused';
    const text = publishedJson(outcome.value);
    response.writeHead(202, {
      'x-request-id': requestId,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
    return 'answered';
  };

  return (request, response) => {
    const account = accountOf(request);
    if (account === undefined) return false;
    const principal = knownPrincipal(deps, request.headers.authorization);
    if (principal === undefined || refusalOf(principal, facts, account) !== undefined) return false;
    if (deps.admission() !== undefined) return false;
    const startedAt = deps.clock.monotonic();
    readBody(request, (body) => {
      const handOver = (): void => {
        request.unshift(body);
        framework(request, response);
      };
      const input = inputOf(body);
      if (input === undefined) {
        handOver();
        return;
      }
      publish(response, principal, account, input).then(
        (outcome) => {
          if (outcome === 'refused') {
            handOver();
            return;
          }
          metrics.answered(202, (deps.clock.monotonic() - startedAt) / 1000);
          // So that the stream ends as every other; to leave it where it stands was measured to gain nothing.
          request.resume();
        },
        (error: unknown) => {
          accidents.set(request, { error });
          handOver();
        },
      );
    });
    return true;
  };
}

/** The account of a plain publish, by the request's head alone; undefined when it is anything else. */
function accountOf(request: IncomingMessage): AccountId | undefined {
  if (request.method !== 'POST') return undefined;
  const { headers } = request;
  const isPlain =
    headers['content-type'] === 'application/json' &&
    headers['content-encoding'] === undefined &&
    headers['idempotency-key'] === undefined &&
    headers['transfer-encoding'] === undefined &&
    CONTENT_LENGTH.test(headers['content-length'] ?? '') &&
    Number(headers['content-length']) <= REQUEST_BYTES_MAX;
  // The pattern is that of account ids.
  return isPlain ? (PATH.exec(request.url ?? '')?.[1] as AccountId | undefined) : undefined;
}

/** Whose API key it is, if that is known without a look into the database; the admin key and its guards are the framework's. */
function knownPrincipal(
  deps: Pick<HttpDeps, 'authenticate'>,
  authorization: string | undefined,
): Principal | undefined {
  const bearer = bearerOf(authorization);
  if (bearer?.startsWith('kt_') !== true) return undefined;
  const principal = deps.authenticate(bearer);
  if (principal instanceof Promise) {
    // Asked again by the hook, which tells of what went wrong.
    principal.catch(() => {});
    return undefined;
  }
  return principal?.actor.type === 'api_key' ? principal : undefined;
}

/**
 * Reads the body, of the length that the head promises, and stops before the end of the stream is told: put back, the body can be read
 * again by the framework.
 */
function readBody(request: IncomingMessage, onBody: (body: Buffer) => void): void {
  const length = Number(request.headers['content-length']);
  const chunks: Buffer[] = [];
  let bytes = 0;
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes < length) return;
    request.removeListener('data', onData);
    request.pause();
    onBody(chunks.length === 1 ? chunk : Buffer.concat(chunks, bytes));
  };
  // No listener for errors: who goes away in the middle of a body is not answered, and Node tells errors of a request to listeners only.
  request.on('data', onData);
}

/** The event in a body; undefined when the body is not, in every respect, as it should be. */
function inputOf(body: Buffer): PublishInput | undefined {
  if (!isUtf8(body)) return undefined;
  try {
    const parsed = publishEventBody.safeParse(parseJsonKeepingNumbers(body.toString('utf8')));
    return parsed.success ? publishInputOf(parsed.data, undefined) : undefined;
  } catch {
    return undefined;
  }
}
