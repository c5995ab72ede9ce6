import { answer } from '../answer.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute, noBody } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import type { Create } from '../idempotency.ts';
import { callerOf } from '../request-facts.ts';
import {
  attemptList,
  delivery,
  deliveryFilterOf,
  deliveryPage,
  deliveryParams,
  listDeliveriesQuery,
  presentAttempt,
  presentDelivery,
} from '../schemas/deliveries.ts';
import { accountParams } from '../schemas/fields.ts';

const listDeliveries = describeRoute({
  operationId: 'listDeliveries',
  tag: 'deliveries',
  summary: 'List deliveries',
  description: 'Newest first.',
  permission: 'deliveries:read',
  params: accountParams,
  querystring: listDeliveriesQuery,
  answers: { 200: { description: 'A page of deliveries.', schema: deliveryPage } },
});

const getDelivery = describeRoute({
  operationId: 'getDelivery',
  tag: 'deliveries',
  summary: 'Get a delivery',
  permission: 'deliveries:read',
  params: deliveryParams,
  answers: { 200: { description: 'The delivery.', schema: delivery } },
});

const listAttempts = describeRoute({
  operationId: 'listAttempts',
  tag: 'deliveries',
  summary: 'List the attempts of a delivery',
  permission: 'deliveries:read',
  params: deliveryParams,
  answers: { 200: { description: 'All attempts, oldest first.', schema: attemptList } },
});

const retryDelivery = describeRoute({
  operationId: 'retryDelivery',
  tag: 'deliveries',
  summary: 'Retry a delivery now',
  description: 'In whatever state it is: due at once, with a full schedule again.',
  permission: 'deliveries:retry',
  idempotency: 'key',
  params: deliveryParams,
  body: noBody,
  answers: { 202: { description: 'The delivery, waiting.', schema: delivery } },
});

/** The routes of deliveries and attempts. */
export function addDeliveryRoutes(app: HttpApp, { operations }: HttpDeps, create: Create): void {
  app.get('/v1/accounts/:account/deliveries', listDeliveries, async (request, reply) => {
    const { account } = request.params;
    const filter = deliveryFilterOf(request.query);
    const listed = await operations.listDeliveries(account, filter, pageOf('deliveries', request.query));
    return answer(request, reply, listed, (page) =>
      presentPage('deliveries', page, (row) => presentDelivery(row, account)),
    );
  });

  app.get('/v1/accounts/:account/deliveries/:delivery', getDelivery, async (request, reply) => {
    const { account, delivery: id } = request.params;
    return answer(request, reply, await operations.getDelivery(account, id), (row) =>
      presentDelivery(row, account),
    );
  });

  app.get('/v1/accounts/:account/deliveries/:delivery/attempts', listAttempts, async (request, reply) => {
    const { account, delivery: id } = request.params;
    const listed = await operations.listAttempts(account, id);
    return answer(request, reply, listed, (attempts) => ({ data: attempts.map(presentAttempt) }));
  });

  app.post('/v1/accounts/:account/deliveries/:delivery/retry', retryDelivery, (request, reply) => {
    const { account, delivery: id } = request.params;
    return create(request, reply, {
      run: () => operations.retryDelivery(callerOf(request), account, id),
      status: 202,
      present: (row) => presentDelivery(row, account),
    });
  });
}
