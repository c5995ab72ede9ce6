/** What the edge knows about a request beside its parsed parts. The only decorators of the application are declared here. */
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../operations/authenticate.ts';
import type { Caller } from '../operations/operations.ts';
import type { RouteDocument, RouteFacts } from './describe-route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the authorisation hook; null on open routes. */
    principal: Principal | null;
    /** The body as it came, kept only when an `Idempotency-Key` came with it. */
    bodyText: string | null;
  }
  interface FastifyInstance {
    /** Where this installation is reached, for links in answers. */
    readonly publicUrl: string;
  }
  interface FastifyContextConfig {
    /** Absent on routes that are open to everybody. */
    operation?: RouteFacts;
    /** Absent on routes that the OpenAPI document leaves out. */
    document?: RouteDocument;
  }
}

/** Who asks, as operations and the audit log take it. */
export function callerOf(request: FastifyRequest): Caller {
  const principal = principalOf(request);
  return { actor: principal.actor, requestId: request.id, address: request.ip };
}

/** The authenticated principal; the authorisation hook has run before. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null)
    throw new Error('invariant broken: a route without authorisation asked who asks');
  return request.principal;
}
