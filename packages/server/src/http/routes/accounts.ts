import { answer, answerNothing } from '../answer.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import type { Create } from '../idempotency.ts';
import { callerOf, principalOf } from '../request-facts.ts';
import {
  account,
  accountChangeOf,
  accountPage,
  createAccountBody,
  newAccountOf,
  presentAccount,
  updateAccountBody,
} from '../schemas/accounts.ts';
import { accountParams, listQuery } from '../schemas/fields.ts';

const createAccount = describeRoute({
  operationId: 'createAccount',
  tag: 'accounts',
  summary: 'Create an account',
  permission: 'accounts:write',
  reach: 'installation',
  idempotency: 'key',
  body: createAccountBody,
  answers: { 201: { description: 'The account.', schema: account } },
  refusals: ['account_id_taken'],
});

const listAccounts = describeRoute({
  operationId: 'listAccounts',
  tag: 'accounts',
  summary: 'List accounts',
  description: 'Newest first. An API key that is bound to one account sees that one.',
  permission: 'any',
  querystring: listQuery,
  answers: { 200: { description: 'A page of accounts.', schema: accountPage } },
});

const getAccount = describeRoute({
  operationId: 'getAccount',
  tag: 'accounts',
  summary: 'Get an account',
  permission: 'any',
  params: accountParams,
  answers: { 200: { description: 'The account.', schema: account } },
});

const updateAccount = describeRoute({
  operationId: 'updateAccount',
  tag: 'accounts',
  summary: 'Change an account',
  permission: 'accounts:write',
  params: accountParams,
  body: updateAccountBody,
  answers: { 200: { description: 'The account as it is now.', schema: account } },
});

const deleteAccount = describeRoute({
  operationId: 'deleteAccount',
  tag: 'accounts',
  summary: 'Delete an account',
  description:
    'Closes it for good: its API keys are revoked, its secrets disabled and their bytes removed, its waiting deliveries dead. Its id stays taken.',
  permission: 'accounts:write',
  params: accountParams,
  answers: { 204: { description: 'Closed.' } },
});

/** The routes of accounts. */
export function addAccountRoutes(app: HttpApp, { operations }: HttpDeps, create: Create): void {
  app.post('/v1/accounts', createAccount, (request, reply) =>
    create(request, reply, {
      run: () => operations.createAccount(callerOf(request), newAccountOf(request.body)),
      status: 201,
      present: presentAccount,
    }),
  );

  app.get('/v1/accounts', listAccounts, async (request, reply) => {
    const { accountId } = principalOf(request);
    if (accountId !== undefined) {
      const own = await operations.getAccount(accountId);
      return answer(request, reply, own, (row) => presentPage('accounts', { rows: [row] }, presentAccount));
    }
    const listed = await operations.listAccounts(pageOf('accounts', request.query));
    return answer(request, reply, listed, (page) => presentPage('accounts', page, presentAccount));
  });

  app.get('/v1/accounts/:account', getAccount, async (request, reply) => {
    const found = await operations.getAccount(request.params.account);
    return answer(request, reply, found, presentAccount);
  });

  app.patch('/v1/accounts/:account', updateAccount, async (request, reply) => {
    const change = accountChangeOf(request.body);
    const updated = await operations.updateAccount(callerOf(request), request.params.account, change);
    return answer(request, reply, updated, presentAccount);
  });

  app.delete('/v1/accounts/:account', deleteAccount, async (request, reply) => {
    const deleted = await operations.deleteAccount(callerOf(request), request.params.account);
    return answerNothing(request, reply, deleted);
  });
}
