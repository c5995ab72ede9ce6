import { answer } from '../answer.ts';
import { describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import { accountParams } from '../schemas/fields.ts';
import { askedStatsOf, getStatsQuery, presentStats, stats } from '../schemas/stats.ts';

const getStats = describeRoute({
  operationId: 'getStats',
  tag: 'deliveries',
  summary: 'Get statistics of an account',
  description:
    'Counted by the minute, in steps of whole minutes. What has ended is in it; a process that is killed loses the counts of its last seconds, and counts nothing twice.',
  permission: 'deliveries:read',
  params: accountParams,
  querystring: getStatsQuery,
  answers: { 200: { description: 'The statistics.', schema: stats } },
});

/** The route of statistics. */
export function addStatsRoutes(app: HttpApp, { operations }: HttpDeps): void {
  app.get('/v1/accounts/:account/stats', getStats, async (request, reply) => {
    const got = await operations.getStats(request.params.account, askedStatsOf(request.query));
    return answer(request, reply, got, presentStats);
  });
}
