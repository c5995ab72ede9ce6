import type { AccountId } from '@keyturn/core';
import type { Principal } from '../../operations/authenticate.ts';
import { answer, answerNothing } from '../answer.ts';
import { holderOf, lacks, mayDo } from '../auth/authorise.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import type { Create } from '../idempotency.ts';
import { ProblemError, problemOf } from '../problem.ts';
import { callerOf, principalOf } from '../request-facts.ts';
import {
  actingAccountQuery,
  apiKeyPage,
  apiKeyParams,
  createApiKeyBody,
  createdApiKey,
  listApiKeysQuery,
  newApiKeyOf,
  presentApiKey,
  presentCreatedApiKey,
  presentCreatedApiKeyAgain,
} from '../schemas/api-keys.ts';

const createApiKey = describeRoute({
  operationId: 'createApiKey',
  tag: 'api-keys',
  summary: 'Create an API key',
  description:
    'Nobody gives what he does not have: the new API key may hold permissions of the one that makes it, and is bound to the same account when that one is. The text is in this answer and nowhere else.',
  permission: 'api-keys:write',
  idempotency: 'key',
  querystring: actingAccountQuery,
  body: createApiKeyBody,
  answers: { 201: { description: 'The API key with its text.', schema: createdApiKey } },
  refusals: ['not_found'],
});

const listApiKeys = describeRoute({
  operationId: 'listApiKeys',
  tag: 'api-keys',
  summary: 'List API keys',
  description:
    'Newest first, revoked ones included. An API key that is bound to one account sees that one’s.',
  permission: 'api-keys:write',
  querystring: listApiKeysQuery,
  answers: { 200: { description: 'A page of API keys.', schema: apiKeyPage } },
  refusals: ['not_found'],
});

const revokeApiKey = describeRoute({
  operationId: 'revokeApiKey',
  tag: 'api-keys',
  summary: 'Revoke an API key',
  description: 'For good, and at once. Revoking it again answers the same.',
  permission: 'api-keys:write',
  params: apiKeyParams,
  querystring: actingAccountQuery,
  answers: { 204: { description: 'Revoked.' } },
  refusals: ['not_found'],
});

/** The routes of API keys. */
export function addApiKeyRoutes(app: HttpApp, { operations }: HttpDeps, create: Create): void {
  app.post('/v1/api-keys', createApiKey, (request, reply) => {
    const input = newApiKeyOf(request.body);
    refuseMoreThanOwn(principalOf(request), input.account, request.body.permissions);
    return create(request, reply, {
      run: () => operations.createApiKey(callerOf(request), input),
      status: 201,
      present: presentCreatedApiKey,
      presentAgain: presentCreatedApiKeyAgain,
    });
  });

  app.get('/v1/api-keys', listApiKeys, async (request, reply) => {
    const own = principalOf(request).accountId;
    const asked = request.query.account_id;
    if (own !== undefined && asked !== undefined && asked !== own) throw noSuchAccount();
    const listed = await operations.listApiKeys(own ?? asked, pageOf('api-keys', request.query));
    return answer(request, reply, listed, (page) => presentPage('api-keys', page, presentApiKey));
  });

  app.delete('/v1/api-keys/:api_key', revokeApiKey, async (request, reply) => {
    const { accountId } = principalOf(request);
    const revoked = await operations.revokeApiKey(callerOf(request), accountId, request.params.api_key);
    return answerNothing(request, reply, revoked);
  });
}

/** An API key cannot make one that reaches further or may do more than itself. */
function refuseMoreThanOwn(
  principal: Principal,
  account: AccountId | undefined,
  permissions: readonly Parameters<typeof mayDo>[1][],
): void {
  if (principal.accountId !== undefined && account !== principal.accountId) {
    if (account !== undefined) throw noSuchAccount();
    const detail = `Give the \`account_id\` of the one account that ${holderOf(principal)} reaches.`;
    throw new ProblemError({ code: 'forbidden', detail, facts: { permission: null } });
  }
  for (const permission of permissions) {
    if (!mayDo(principal, permission))
      throw new ProblemError(lacks(principal, permission, 'Giving it to another API key'));
  }
}

function noSuchAccount(): ProblemError {
  return new ProblemError(problemOf({ code: 'not_found', what: 'account' }));
}
