import { answer, answerNothing } from '../answer.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute, noBody } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import type { Create } from '../idempotency.ts';
import { callerOf } from '../request-facts.ts';
import {
  createEndpointBody,
  endpoint,
  endpointChangeOf,
  endpointPage,
  endpointParams,
  newEndpointOf,
  presentEndpoint,
  updateEndpointBody,
} from '../schemas/endpoints.ts';
import { accountParams, listQuery } from '../schemas/fields.ts';
import { presentPublished, published } from '../schemas/publish-events.ts';

const createEndpoint = describeRoute({
  operationId: 'createEndpoint',
  tag: 'endpoints',
  summary: 'Create an endpoint',
  permission: 'endpoints:write',
  idempotency: 'key',
  params: accountParams,
  body: createEndpointBody,
  answers: { 201: { description: 'The endpoint.', schema: endpoint } },
  refusals: ['endpoint_url_refused', 'limit_reached'],
});

const listEndpoints = describeRoute({
  operationId: 'listEndpoints',
  tag: 'endpoints',
  summary: 'List endpoints',
  description: 'Newest first; deleted ones are left out.',
  permission: 'endpoints:read',
  params: accountParams,
  querystring: listQuery,
  answers: { 200: { description: 'A page of endpoints.', schema: endpointPage } },
});

const getEndpoint = describeRoute({
  operationId: 'getEndpoint',
  tag: 'endpoints',
  summary: 'Get an endpoint',
  permission: 'endpoints:read',
  params: endpointParams,
  answers: { 200: { description: 'The endpoint.', schema: endpoint } },
});

const updateEndpoint = describeRoute({
  operationId: 'updateEndpoint',
  tag: 'endpoints',
  summary: 'Change an endpoint',
  permission: 'endpoints:write',
  params: endpointParams,
  body: updateEndpointBody,
  answers: { 200: { description: 'The endpoint as it is now.', schema: endpoint } },
  refusals: ['endpoint_url_refused'],
});

const deleteEndpoint = describeRoute({
  operationId: 'deleteEndpoint',
  tag: 'endpoints',
  summary: 'Delete an endpoint',
  description:
    'Its own secrets are disabled, its waiting deliveries dead; what was delivered stays in the history.',
  permission: 'endpoints:write',
  params: endpointParams,
  answers: { 204: { description: 'Deleted.' } },
});

const testEndpoint = describeRoute({
  operationId: 'testEndpoint',
  tag: 'endpoints',
  summary: 'Send a test event',
  description: 'Publishes a `keyturn.test` event to this endpoint alone, signed like any other.',
  permission: 'endpoints:write',
  idempotency: 'key',
  params: endpointParams,
  body: noBody,
  answers: { 202: { description: 'The test event is on its way.', schema: published } },
  refusals: ['overloaded'],
});

const pauseEndpoint = describeRoute({
  operationId: 'pauseEndpoint',
  tag: 'endpoints',
  summary: 'Pause an endpoint',
  description: 'Its deliveries wait; nothing is lost.',
  permission: 'endpoints:write',
  params: endpointParams,
  body: noBody,
  answers: { 200: { description: 'The endpoint, paused.', schema: endpoint } },
});

const resumeEndpoint = describeRoute({
  operationId: 'resumeEndpoint',
  tag: 'endpoints',
  summary: 'Resume an endpoint',
  description: 'What waits is due at once.',
  permission: 'endpoints:write',
  params: endpointParams,
  body: noBody,
  answers: { 200: { description: 'The endpoint, flowing.', schema: endpoint } },
});

/** The routes of endpoints. */
export function addEndpointRoutes(app: HttpApp, { operations }: HttpDeps, create: Create): void {
  app.post('/v1/accounts/:account/endpoints', createEndpoint, (request, reply) => {
    const { account } = request.params;
    return create(request, reply, {
      run: () => operations.createEndpoint(callerOf(request), account, newEndpointOf(request.body)),
      status: 201,
      present: (row) => presentEndpoint(row, account),
    });
  });

  app.get('/v1/accounts/:account/endpoints', listEndpoints, async (request, reply) => {
    const { account } = request.params;
    const listed = await operations.listEndpoints(account, pageOf('endpoints', request.query));
    return answer(request, reply, listed, (page) =>
      presentPage('endpoints', page, (row) => presentEndpoint(row, account)),
    );
  });

  app.get('/v1/accounts/:account/endpoints/:endpoint', getEndpoint, async (request, reply) => {
    const { account, endpoint: id } = request.params;
    return answer(request, reply, await operations.getEndpoint(account, id), (row) =>
      presentEndpoint(row, account),
    );
  });

  app.patch('/v1/accounts/:account/endpoints/:endpoint', updateEndpoint, async (request, reply) => {
    const { account, endpoint: id } = request.params;
    const change = endpointChangeOf(request.body);
    const updated = await operations.updateEndpoint(callerOf(request), account, id, change);
    return answer(request, reply, updated, (row) => presentEndpoint(row, account));
  });

  app.delete('/v1/accounts/:account/endpoints/:endpoint', deleteEndpoint, async (request, reply) => {
    const { account, endpoint: id } = request.params;
    return answerNothing(request, reply, await operations.deleteEndpoint(callerOf(request), account, id));
  });

  app.post('/v1/accounts/:account/endpoints/:endpoint/test', testEndpoint, (request, reply) => {
    const { account, endpoint: id } = request.params;
    return create(request, reply, {
      run: () => operations.testEndpoint(callerOf(request), account, id),
      status: 202,
      present: presentPublished,
    });
  });

  app.post('/v1/accounts/:account/endpoints/:endpoint/pause', pauseEndpoint, async (request, reply) => {
    const { account, endpoint: id } = request.params;
    const paused = await operations.pauseEndpoint(callerOf(request), account, id);
    return answer(request, reply, paused, (row) => presentEndpoint(row, account));
  });

  app.post('/v1/accounts/:account/endpoints/:endpoint/resume', resumeEndpoint, async (request, reply) => {
    const { account, endpoint: id } = request.params;
    const resumed = await operations.resumeEndpoint(callerOf(request), account, id);
    return answer(request, reply, resumed, (row) => presentEndpoint(row, account));
  });
}
