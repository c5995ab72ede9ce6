import type { FastifyRequest } from 'fastify';
import { answer } from '../answer.ts';
import { lacks, mayDo } from '../auth/authorise.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import type { Create } from '../idempotency.ts';
import { ProblemError } from '../problem.ts';
import { callerOf, principalOf } from '../request-facts.ts';
import { accountParams } from '../schemas/fields.ts';
import {
  activateSecretBody,
  activation,
  activationOf,
  createdSecret,
  createSecretBody,
  listSecretsQuery,
  presentActivation,
  presentCreatedSecret,
  presentCreatedSecretAgain,
  presentSecret,
  secret,
  secretChangeOf,
  secretPage,
  secretParams,
  secretScopeOf,
  updateSecretBody,
} from '../schemas/secrets.ts';
import { invalidRequest } from '../validate.ts';

const createSecret = describeRoute({
  operationId: 'createSecret',
  tag: 'secrets',
  summary: 'Create a secret',
  description:
    "The first secret of an account is active at once; every later one is pending until it is activated, and replaces one that was pending. An endpoint's own first secret is pending when the account has an active one. The text is in this answer and nowhere else.",
  permission: 'secrets:create',
  idempotency: 'key',
  params: accountParams,
  body: createSecretBody,
  answers: { 201: { description: 'The secret with its text.', schema: createdSecret } },
  refusals: ['account_closed'],
});

const listSecrets = describeRoute({
  operationId: 'listSecrets',
  tag: 'secrets',
  summary: 'List secrets',
  description: 'Newest first, disabled ones included. Never a text.',
  permission: 'secrets:read',
  params: accountParams,
  querystring: listSecretsQuery,
  answers: { 200: { description: 'A page of secrets.', schema: secretPage } },
});

const getSecret = describeRoute({
  operationId: 'getSecret',
  tag: 'secrets',
  summary: 'Get a secret',
  permission: 'secrets:read',
  params: secretParams,
  answers: { 200: { description: 'The secret, without its text.', schema: secret } },
});

const updateSecret = describeRoute({
  operationId: 'updateSecret',
  tag: 'secrets',
  summary: 'Rename a secret, or move the end of its overlap',
  description:
    'A `retire_at` needs the permission `secrets:activate` too: it decides how long a secret signs.',
  permission: 'secrets:create',
  params: secretParams,
  body: updateSecretBody,
  answers: { 200: { description: 'The secret as it is now.', schema: secret } },
  refusals: ['secret_not_retiring', 'retire_at_out_of_range', 'account_closed'],
});

const cancelSecret = describeRoute({
  operationId: 'cancelSecret',
  tag: 'secrets',
  summary: 'Cancel a pending secret, or end a retiring one',
  permission: 'secrets:activate',
  params: secretParams,
  answers: { 200: { description: 'The secret, disabled.', schema: secret } },
  refusals: ['secret_not_cancellable', 'account_closed'],
});

const activateSecret = describeRoute({
  operationId: 'activateSecret',
  tag: 'secrets',
  summary: 'Activate the pending secret',
  description:
    'Makes it the one active secret of its scope. Answers when no request can start under the former keyset any more. Cannot be undone. The same again answers 200 with the same cut-over.',
  permission: 'secrets:activate',
  params: secretParams,
  body: activateSecretBody,
  bodyMayBeAbsent: true,
  headers: {
    'If-Match': {
      description: "The scope's epoch, in quotes: activates only while it is that.",
      example: '"41"',
    },
  },
  answers: {
    200: { description: 'The active secret, the one before, and the cut-over.', schema: activation },
  },
  refusals: [
    'secret_not_pending',
    'overlap_open',
    'hard_cut_not_accepted',
    'epoch_changed',
    'account_closed',
  ],
});

/** The routes of secrets. */
export function addSecretRoutes(app: HttpApp, { operations }: HttpDeps, create: Create): void {
  app.post('/v1/accounts/:account/secrets', createSecret, (request, reply) => {
    const { account } = request.params;
    const { name, endpoint_id: endpointId } = request.body;
    const input = { name, ...(endpointId === undefined ? {} : { endpointId }) };
    return create(request, reply, {
      run: () => operations.createSecret(callerOf(request), account, input),
      status: 201,
      present: (created) => presentCreatedSecret(created, account),
      presentAgain: (created) => presentCreatedSecretAgain(created, account),
    });
  });

  app.get('/v1/accounts/:account/secrets', listSecrets, async (request, reply) => {
    const { account } = request.params;
    const listed = await operations.listSecrets(
      account,
      secretScopeOf(request.query),
      pageOf('secrets', request.query),
    );
    return answer(request, reply, listed, (page) =>
      presentPage('secrets', page, (row) => presentSecret(row, account)),
    );
  });

  app.get('/v1/accounts/:account/secrets/:secret', getSecret, async (request, reply) => {
    const { account, secret: id } = request.params;
    return answer(request, reply, await operations.getSecret(account, id), (row) =>
      presentSecret(row, account),
    );
  });

  app.patch('/v1/accounts/:account/secrets/:secret', updateSecret, async (request, reply) => {
    const { account, secret: id } = request.params;
    const change = secretChangeOf(request.body);
    const principal = principalOf(request);
    if (change.retireAt !== undefined && !mayDo(principal, 'secrets:activate')) {
      throw new ProblemError(lacks(principal, 'secrets:activate', '`retire_at`'));
    }
    const updated = await operations.updateSecret(callerOf(request), account, id, change);
    return answer(request, reply, updated, (row) => presentSecret(row, account));
  });

  app.delete('/v1/accounts/:account/secrets/:secret', cancelSecret, async (request, reply) => {
    const { account, secret: id } = request.params;
    const cancelled = await operations.cancelSecret(callerOf(request), account, id);
    return answer(request, reply, cancelled, (row) => presentSecret(row, account));
  });

  app.post('/v1/accounts/:account/secrets/:secret/activate', activateSecret, async (request, reply) => {
    const { account, secret: id } = request.params;
    const input = activationOf(request.body, expectedEpochOf(request));
    const activated = await operations.activateSecret(callerOf(request), account, id, input);
    return answer(request, reply, activated, (value) => presentActivation(value, account));
  });
}

/** The epoch in `If-Match`: one entity tag, the epoch in quotes. */
function expectedEpochOf(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) return undefined;
  const epoch = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (epoch !== undefined) return Number(epoch);
  const detail = '`If-Match` must be the epoch in quotes, like "41".';
  throw invalidRequest([{ in: 'header', pointer: '/If-Match', code: 'wrong_form', detail }]);
}
