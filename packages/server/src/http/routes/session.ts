/**
 * Signing in and out, for the dashboard of this installation alone: no part of the API, and in no document of it. Every unsafe request
 * must come from one of the dashboard's own origins.
 */
import type { Result } from '@keyturn/core';
import type { FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import type { OperationError } from '../../operations/operation-error.ts';
import type { Begun, SignedIn, Visit } from '../../sessions/sessions.ts';
import { reauthenticationRequired, sessionEnded } from '../auth/authorise.ts';
import type { OriginPolicy } from '../auth/origin-policy.ts';
import { makeSignInAttempts } from '../auth/sign-in-attempts.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import { ProblemError, problemOf, retryAfter, sendProblem } from '../problem.ts';
import { shownTimeOf } from '../schemas/fields.ts';
import {
  linkBody,
  passwordBody,
  presentSession,
  reauthenticateBody,
  type ShownSession,
  setUpBody,
  signInBody,
} from '../schemas/session.ts';

/** What somebody waits when the passwords of others are being checked. */
const BUSY_RETRY_SECONDS = 2;

/** The routes of the session. */
export function addSessionRoutes(app: HttpApp, deps: HttpDeps, origins: OriginPolicy): void {
  const { sessions, clock } = deps;
  const attempts = makeSignInAttempts(clock);
  const onRequest: onRequestHookHandler = (request, _reply, done) => {
    const problem = origins.hostRefusal(request) ?? origins.originRefusal(request);
    done(problem === undefined ? undefined : new ProblemError(problem));
  };

  const shown = async (signedIn: SignedIn | undefined): Promise<ShownSession> =>
    presentSession(signedIn, {
      setup_required: await sessions.isSetUpRequired(),
      mode: sessions.mode,
      version: deps.config.version,
    });

  const signedInOf = async (request: FastifyRequest): Promise<SignedIn> => {
    const signedIn = await sessions.find(request.headers.cookie);
    if (signedIn === undefined) throw new ProblemError(sessionEnded());
    return signedIn;
  };

  /** Notes an attempt, or refuses it. */
  const attempt = (request: FastifyRequest, email?: string): void => {
    const blockedSeconds = sessions.isBusy() ? BUSY_RETRY_SECONDS : attempts.begin(request.ip, email);
    if (blockedSeconds === undefined) return;
    const detail = 'Too many attempts to sign in; wait before the next one.';
    throw new ProblemError({ code: 'rate_limited', detail, ...retryAfter(blockedSeconds) });
  };

  const answerBegun = async (
    request: FastifyRequest,
    reply: FastifyReply,
    begun: Result<Begun, OperationError>,
  ): Promise<FastifyReply> => {
    if (!begun.ok) {
      deps.log.warn(
        { request_id: request.id, address: request.ip, code: begun.error.code },
        'sign-in refused',
      );
      return sendProblem(request, reply, problemOf(begun.error));
    }
    reply.header('set-cookie', begun.value.cookie.reveal());
    return reply.send(await shown(begun.value.signedIn));
  };

  app.get('/session', { onRequest }, async (request, reply) =>
    reply.send(await shown(await sessions.find(request.headers.cookie))),
  );

  app.post('/session', { onRequest, schema: { body: signInBody } }, async (request, reply) => {
    const { email, password } = request.body;
    attempt(request, email);
    const begun = await sessions.signInByPassword(visitOf(request), email, password);
    if (begun.ok) attempts.succeeded(email);
    return answerBegun(request, reply, begun);
  });

  app.post('/session/link', { onRequest, schema: { body: linkBody } }, async (request, reply) => {
    attempt(request);
    return answerBegun(request, reply, await sessions.signInByLink(visitOf(request), request.body.token));
  });

  app.delete('/session', { onRequest }, async (request, reply) => {
    const signedIn = await sessions.find(request.headers.cookie);
    if (signedIn !== undefined) await sessions.signOut(visitOf(request), signedIn);
    return reply.code(204).header('set-cookie', sessions.cookie.ending).send();
  });

  app.post(
    '/session/reauthenticate',
    { onRequest, schema: { body: reauthenticateBody } },
    async (request, reply) => {
      const signedIn = await signedInOf(request);
      attempt(request, signedIn.email);
      const { password } = request.body;
      const until = await sessions.authenticateAgain(visitOf(request), signedIn, password);
      if (!until.ok) return sendProblem(request, reply, problemOf(until.error));
      if (signedIn.email !== undefined) attempts.succeeded(signedIn.email);
      return reply.send({ fresh_until: shownTimeOf(until.value) });
    },
  );

  app.put('/session/password', { onRequest, schema: { body: passwordBody } }, async (request, reply) => {
    const signedIn = await signedInOf(request);
    if (clock.wall() >= signedIn.freshUntil)
      throw new ProblemError(reauthenticationRequired('A new password'));
    attempt(request);
    const changed = await sessions.setPassword(visitOf(request), signedIn, request.body.password);
    return reply.send(await shown(changed));
  });

  app.post('/setup', { onRequest, schema: { body: setUpBody } }, async (request, reply) => {
    const signedIn = await signedInOf(request);
    if (signedIn.email !== undefined) {
      return sendProblem(request, reply, problemOf({ code: 'set_up_before' }));
    }
    attempt(request);
    const done = await sessions.setUp(visitOf(request), signedIn, request.body);
    if (!done.ok) return sendProblem(request, reply, problemOf(done.error));
    return reply.send(await shown(done.value));
  });
}

function visitOf(request: FastifyRequest): Visit {
  const { cookie, 'user-agent': userAgent } = request.headers;
  return { requestId: request.id, address: request.ip, userAgent, cookies: cookie };
}
