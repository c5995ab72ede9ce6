/**
 * The demo's receiver, for the demo's own page: it can be given a secret, and broken. Registered by `keyturn demo` alone. A secret's text
 * passes through here on its way from the page to the receiver, which is in this process; it is stored and logged nowhere.
 */
import type { FastifyRequest, onRequestHookHandler } from 'fastify';
import { Sensitive } from '../../keyring/sensitive.ts';
import { sessionEnded } from '../auth/authorise.ts';
import type { OriginPolicy } from '../auth/origin-policy.ts';
import type { DemoReceiverControl } from '../demo-receiver.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import { ProblemError } from '../problem.ts';
import { breakReceiverBody, giveSecretBody, presentDemoReceiver } from '../schemas/demo.ts';
import { invalidRequest } from '../validate.ts';

/** Adds the routes of the demo's receiver. */
export function addDemoRoutes(
  app: HttpApp,
  { sessions }: Pick<HttpDeps, 'sessions'>,
  origins: OriginPolicy,
  receiver: DemoReceiverControl,
): void {
  // Before the body is read: who is not signed in hands nobody a secret.
  const admit = async (request: FastifyRequest): Promise<void> => {
    const problem = origins.hostRefusal(request) ?? origins.originRefusal(request);
    if (problem !== undefined) throw new ProblemError(problem);
    if ((await sessions.find(request.headers.cookie)) === undefined) throw new ProblemError(sessionEnded());
  };
  const onRequest: onRequestHookHandler = (request, _reply, done) => {
    admit(request).then(() => done(), done);
  };

  app.get('/demo', { onRequest }, (_request, reply) => {
    reply.send(presentDemoReceiver(receiver.state()));
  });

  app.post(
    '/demo/receiver-secrets',
    { onRequest, schema: { body: giveSecretBody } },
    async (request, reply) => {
      const isSecret = await receiver.giveSecret(new Sensitive(request.body.secret));
      if (!isSecret)
        throw invalidRequest([
          { pointer: '/secret', code: 'wrong_form', detail: '`secret` must be the text of a secret.' },
        ]);
      return reply.send(presentDemoReceiver(receiver.state()));
    },
  );

  app.post('/demo/break', { onRequest, schema: { body: breakReceiverBody } }, async (request, reply) => {
    await receiver.behave(request.body.mode);
    return reply.send(presentDemoReceiver(receiver.state()));
  });
}
