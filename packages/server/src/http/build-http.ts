/** The HTTP edge as one Fastify application: parse, authorise, call one operation, present. It listens when `app.ts` says so. */
import { REQUEST_BYTES_MAX, REQUEST_MS_MAX } from '@keyturn/core';
import fastify, { type FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { answerErrors, answerFrameworkError, answerMalformedHttp } from './answer-errors.ts';
import { makeFailedAttempts } from './auth/failed-attempts.ts';
import { makeOriginPolicy } from './auth/origin-policy.ts';
import { makeSessionAuthenticator } from './auth/session-principal.ts';
import { addHooks } from './hooks.ts';
import type { HttpDeps } from './http-deps.ts';
import { makeCreate } from './idempotency.ts';
import { addJsonBodyParser } from './json-body.ts';
import { addOpenapi } from './openapi.ts';
import { addAccountRoutes } from './routes/accounts.ts';
import { addApiKeyRoutes } from './routes/api-keys.ts';
import { addAuditRoutes } from './routes/audit.ts';
import { addDeliveryRoutes } from './routes/deliveries.ts';
import { addDemoRoutes } from './routes/demo.ts';
import { addEndpointRoutes } from './routes/endpoints.ts';
import { addEventRoutes } from './routes/events.ts';
import { addMemberRoutes } from './routes/members.ts';
import { addProblemPages } from './routes/problem-pages.ts';
import { addPublishRoutes } from './routes/publish-events.ts';
import { addSecretRoutes } from './routes/secrets.ts';
import { addSessionRoutes } from './routes/session.ts';
import { addStatsRoutes } from './routes/stats.ts';
import { addSystemRoutes } from './routes/system.ts';
import { addDashboard } from './serve-dashboard.ts';
import { compileValidator } from './validate.ts';

/** Builds the application. Everything that it touches is in `deps`. */
export function buildHttp(deps: HttpDeps): FastifyInstance {
  const { publicUrl, trustProxy } = deps.config;
  const app = fastify({
    bodyLimit: REQUEST_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
    genReqId: () => deps.random.makeId('req', deps.clock.wall()),
    // The hooks answer it as a problem.
    return503OnClosing: false,
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: (error, socket) => answerMalformedHttp(error, socket, deps),
    routerOptions: { maxParamLength: 1024 },
  });
  app.decorate('publicUrl', publicUrl);
  app.decorateRequest('principal', null);
  app.decorateRequest('bodyText', null);
  addJsonBodyParser(app, JSON.parse);
  app.setValidatorCompiler(compileValidator);
  // Written as it is: an answer is never judged, since what it tells is done.
  app.setSerializerCompiler(() => JSON.stringify);
  answerErrors(app, deps);
  const origins = makeOriginPolicy(deps.config);
  const authenticator = makeSessionAuthenticator({ ...deps, origins });
  addHooks(app, deps, makeFailedAttempts(deps.clock), authenticator);
  addOpenapi(app);
  app.register(async (scope) => {
    const routes = scope.withTypeProvider<ZodTypeProvider>();
    const create = makeCreate(deps);
    addAccountRoutes(routes, deps, create);
    addSecretRoutes(routes, deps, create);
    addEndpointRoutes(routes, deps, create);
    addEventRoutes(routes, deps);
    addDeliveryRoutes(routes, deps, create);
    addStatsRoutes(routes, deps);
    addAuditRoutes(routes, deps);
    addApiKeyRoutes(routes, deps, create);
    addMemberRoutes(routes, deps, create);
    addSystemRoutes(routes, deps);
    addSessionRoutes(routes, deps, origins);
    if (deps.demoReceiver !== undefined) addDemoRoutes(routes, deps, origins, deps.demoReceiver);
    const { dashboardFolder } = deps.config;
    if (dashboardFolder !== undefined) addDashboard(routes, deps, dashboardFolder, origins);
    routes.register(async (publishing) => addPublishRoutes(publishing.withTypeProvider(), deps, create));
    await routes.register(addProblemPages);
  });
  return app;
}
