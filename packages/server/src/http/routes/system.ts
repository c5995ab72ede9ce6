import type { z } from 'zod';
import { describeOpenRoute, describeRoute } from '../describe-route.ts';
import type { HttpApp, HttpDeps } from '../http-deps.ts';
import { health, readiness } from '../schemas/system.ts';

const getHealth = describeOpenRoute({
  operationId: 'getHealth',
  tag: 'system',
  summary: 'Whether the process is alive',
  answers: { 200: { description: 'It is.', schema: health } },
});

const getReadiness = describeOpenRoute({
  operationId: 'getReadiness',
  tag: 'system',
  summary: 'Whether the process can do its work',
  answers: {
    200: { description: 'It can.', schema: readiness },
    503: { description: 'It cannot; `checks` says what failed, the log says why.', schema: readiness },
  },
});

const getMetrics = describeRoute({
  operationId: 'getMetrics',
  tag: 'system',
  summary: 'Metrics of this process, for Prometheus',
  permission: 'system:read',
  reach: 'installation',
  answers: { 200: { description: 'All numbers of the process.', contentType: 'text/plain' } },
});

/** What supervisors and monitoring ask. Health and readiness are open: they tell nothing but yes or no. */
export function addSystemRoutes(app: HttpApp, deps: HttpDeps): void {
  app.get('/healthz', getHealth, (_request, reply) => {
    const alive: z.output<typeof health> = { status: 'ok' };
    reply.send(alive);
  });

  app.get('/readyz', getReadiness, async (_request, reply) => {
    const { isReady, checks } = await deps.readiness();
    const answer: z.output<typeof readiness> = {
      status: isReady ? 'ready' : 'not_ready',
      checks: { ...checks },
    };
    return reply.code(isReady ? 200 : 503).send(answer);
  });

  app.get('/metrics', getMetrics, async (_request, reply) => {
    const text = await deps.metrics.text();
    return reply.header('content-type', deps.metrics.contentType).send(text);
  });
}
