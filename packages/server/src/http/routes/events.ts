import { answer } from '../answer.ts';
import { pageOf, presentPage } from '../cursor.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import {
  event,
  eventFilterOf,
  eventPage,
  eventParams,
  listEventsQuery,
  presentEvent,
  presentEventSummary,
} from '../schemas/events.ts';
import { accountParams } from '../schemas/fields.ts';

const listEvents = describeRoute({
  operationId: 'listEvents',
  tag: 'events',
  summary: 'List events',
  description: 'Newest first, without bodies.',
  permission: 'events:read',
  params: accountParams,
  querystring: listEventsQuery,
  answers: { 200: { description: 'A page of events.', schema: eventPage } },
});

const getEvent = describeRoute({
  operationId: 'getEvent',
  tag: 'events',
  summary: 'Get an event with its body',
  permission: 'events:read',
  params: eventParams,
  answers: { 200: { description: 'The event.', schema: event } },
});

/** The routes that read events; those that publish are apart, where numbers keep their source text. */
export function addEventRoutes(app: HttpApp, { operations }: HttpDeps): void {
  app.get('/v1/accounts/:account/events', listEvents, async (request, reply) => {
    const { account } = request.params;
    const listed = await operations.listEvents(
      account,
      eventFilterOf(request.query),
      pageOf('events', request.query),
    );
    return answer(request, reply, listed, (page) =>
      presentPage('events', page, (row) => presentEventSummary(row, account)),
    );
  });

  app.get('/v1/accounts/:account/events/:event', getEvent, async (request, reply) => {
    const { account, event: id } = request.params;
    return answer(request, reply, await operations.getEvent(account, id), (row) =>
      presentEvent(row, account),
    );
  });
}
